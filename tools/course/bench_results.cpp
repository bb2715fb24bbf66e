#include "course/bench_results.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "judge/errors.hpp"

namespace interleave {
namespace {

using nlohmann::json;

/// The job of bench/jobs/machine_bench.cpp: what this machine can give.
const std::string kMachine = "machine";
const std::string kSerial = "serial";
const std::string kPythonSerial = "python serial";

bool is_python(const std::string& way) { return way.rfind("python", 0) == 0; }

/// "primes/answer/workers:2/real_time" as a point. What Google Benchmark adds by itself has no
/// colon and is passed over.
BenchPoint point_of(const std::string& name) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    parts.push_back(name.substr(begin, end - begin));
    begin = end + 1;
  }
  if (parts.size() < 2) throw InputError(fmt::format("\"{}\" is not JOB/WAY", name));
  BenchPoint point{parts[0], parts[1], 0, 0};
  for (std::size_t i = 2; i < parts.size(); ++i) {
    const std::size_t colon = parts[i].find(':');
    if (colon == std::string::npos) continue;
    const std::string key = parts[i].substr(0, colon);
    const std::int64_t value = std::stoll(parts[i].substr(colon + 1));
    if (key == "workers") point.workers = static_cast<int>(value);
    if (key == "size") point.size = value;
  }
  return point;
}

double in_milliseconds(const json& run) {
  static const std::map<std::string, double> of_unit{
      {"ns", 1e-6}, {"us", 1e-3}, {"ms", 1}, {"s", 1e3}};
  return run.at("real_time").get<double>() * of_unit.at(run.at("time_unit").get<std::string>());
}

json spread_json(const Spread& spread) {
  return {{"median", spread.median}, {"low", spread.low}, {"high", spread.high}};
}

/// The report on one job.
class JobReport {
 public:
  JobReport(const BenchRounds& rounds, std::string job,
            const std::map<std::string, double>& capacities)
      : rounds_(rounds), job_(std::move(job)), capacities_(capacities) {
    for (const auto& [point, times] : rounds_.points()) {
      if (point.job == job_ && !times.label.empty()) limit_ = times.label;
    }
  }

  json make() {
    json ways = json::array();
    for (const auto& [point, times] : rounds_.points()) {
      if (point.job == job_) ways.push_back(way_json(point, times));
    }
    json result{{"job", job_}, {"limit", limit_}, {"ways", ways}, {"scaling", scaling()}};
    if (limit_ != "sweep") add_best(result);
    return result;
  }

 private:
  /// What the machine gives to so many workers at the most; 0 if that is not known, or no matter.
  double limit(int workers) const {
    if (limit_ == "waiting") return workers;
    if (limit_ == "cost") return 0;
    return capacities_.at(limit_ == "memory" ? "memory" : "compute");
  }

  /// What it is measured against: the same job of the same size, one thing after the other.
  BenchPoint base_of(const BenchPoint& point) const {
    return {job_, is_python(point.way) ? kPythonSerial : kSerial, 0, point.size};
  }

  std::optional<Spread> speedup(const BenchPoint& point) const {
    return rounds_.ratio(base_of(point), point);
  }

  json way_json(const BenchPoint& point, const BenchTimes& times) const {
    json way{{"way", point.way}};
    if (point.workers != 0) way["workers"] = point.workers;
    if (point.size != 0) way["size"] = point.size;
    if (!times.error.empty()) {
      way["error"] = times.error;
      return way;
    }
    way["ms"] = spread_json(spread_of(times.milliseconds));
    way["rounds_ms"] = times.milliseconds;
    if (const auto found = speedup(point)) {
      way["speedup"] = spread_json(*found);
      if (const double most = limit(point.workers); most > 0)
        way["of_limit"] = found->median / most;
    }
    if (limit_ == "cost") {
      constexpr double kNanosecondsInMs = 1e6;
      if (point.size > 0) {
        way["each_ns"] = kNanosecondsInMs * spread_of(times.milliseconds).median /
                         static_cast<double>(point.size);
      }
    } else if (is_python(point.way)) {
      if (const auto found = rounds_.ratio({job_, kSerial, 0, point.size}, point)) {
        way["beside_serial"] = found->median;
      }
    }
    return way;
  }

  /// For each way that was measured with several numbers of workers: the part that stays serial.
  json scaling() const {
    std::map<std::pair<std::string, std::int64_t>, std::map<int, double>> speedups;
    for (const auto& [point, times] : rounds_.points()) {
      if (point.job != job_ || point.workers == 0) continue;
      if (const auto found = speedup(point)) {
        speedups[{point.way, point.size}][point.workers] = found->median;
      }
    }
    json list = json::array();
    if (limit_ == "cost") return list;
    for (const auto& [of, by_workers] : speedups) {
      const double most = limit_ == "waiting" ? INFINITY : limit(0);
      const std::optional<double> part = serial_part(by_workers, most);
      if (!part) continue;
      json each{{"way", of.first}, {"serial_part", *part}};
      if (of.second != 0) each["size"] = of.second;
      list.push_back(each);
    }
    return list;
  }

  /// The largest size at which something was measured against; where nothing was, the largest.
  std::int64_t largest_size() const {
    std::int64_t largest = 0;
    std::int64_t largest_with_base = 0;
    for (const auto& [point, times] : rounds_.points()) {
      if (point.job != job_) continue;
      largest = std::max(largest, point.size);
      if (point.way == kSerial) largest_with_base = std::max(largest_with_base, point.size);
    }
    return largest_with_base > 0 ? largest_with_base : largest;
  }

  /// The solution and the fastest of the others in C++, both at their best number of workers, at
  /// the largest size.
  void add_best(json& result) const {
    const std::int64_t size = largest_size();
    const BenchPoint* solution = nullptr;
    const BenchPoint* peer = nullptr;
    const auto median = [&](const BenchPoint& point) {
      return spread_of(rounds_.points().at(point).milliseconds).median;
    };
    for (const auto& [point, times] : rounds_.points()) {
      if (point.job != job_ || point.size != size || times.milliseconds.empty()) continue;
      if (point.way == kSerial || point.way == "answer" || is_python(point.way)) continue;
      const BenchPoint*& best = point.way == "solution" ? solution : peer;
      if (best == nullptr || median(point) < median(*best)) best = &point;
    }
    if (solution == nullptr) return;
    result["solution"] = way_json(*solution, rounds_.points().at(*solution));
    if (peer == nullptr) return;
    if (const auto found = rounds_.ratio(*peer, *solution)) {
      json best{{"way", peer->way}, {"solution_is_faster", spread_json(*found)}};
      if (peer->workers != 0) best["workers"] = peer->workers;
      result["best_peer"] = best;
    }
  }

  const BenchRounds& rounds_;
  const std::string job_;
  const std::map<std::string, double>& capacities_;
  std::string limit_ = "compute";
};

}  // namespace

Spread spread_of(std::vector<double> numbers) {
  std::sort(numbers.begin(), numbers.end());
  const auto at = [&](double part) {
    const double place = part * static_cast<double>(numbers.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, numbers.size() - 1);
    return std::lerp(numbers[below], numbers[above], place - static_cast<double>(below));
  };
  return {at(0.25), at(0.5), at(0.75)};
}

void BenchRounds::add(const std::string& program, std::string_view output,
                      const std::string& answer) {
  const json said = json::parse(output, nullptr, false);
  try {
    for (const json& run : said.at("benchmarks")) {
      BenchPoint point = point_of(run.at("name"));
      if (point.way == "answer") point.way = answer;
      BenchTimes& times = points_[point];
      times.label = run.value("label", times.label);
      if (run.value("error_occurred", false)) {
        times.error = run.at("error_message");
      } else {
        times.milliseconds.push_back(in_milliseconds(run));
      }
    }
  } catch (const std::exception& error) {
    throw InputError(fmt::format("{}: does not print benchmarks as JSON ({}). It printed:\n{}",
                                 program, error.what(), output));
  }
}

std::optional<Spread> BenchRounds::ratio(const BenchPoint& base, const BenchPoint& point) const {
  const auto one = points_.find(base);
  const auto other = points_.find(point);
  if (one == points_.end() || other == points_.end()) return std::nullopt;
  const std::size_t rounds =
      std::min(one->second.milliseconds.size(), other->second.milliseconds.size());
  if (rounds == 0) return std::nullopt;
  std::vector<double> ratios;
  for (std::size_t i = 0; i < rounds; ++i) {
    ratios.push_back(one->second.milliseconds[i] / other->second.milliseconds[i]);
  }
  return spread_of(std::move(ratios));
}

double amdahl(double part, double workers) { return 1 / (part + (1 - part) / workers); }

std::optional<double> serial_part(const std::map<int, double>& speedups, double capacity) {
  if (speedups.size() < 2 || capacity <= 1) return std::nullopt;
  constexpr int kSteps = 1000;
  double best = 0;
  double least = INFINITY;
  for (int step = 0; step <= kSteps; ++step) {
    const double part = static_cast<double>(step) / kSteps;
    double sum = 0;
    for (const auto& [workers, speedup] : speedups) {
      sum += std::pow(speedup - amdahl(part, std::min<double>(workers, capacity)), 2);
    }
    if (sum < least) {
      least = sum;
      best = part;
    }
  }
  return best;
}

bool has_failed(const json& way) {
  // As bench/support/ways.hpp and bench/peers/ways.py say it.
  return way.contains("error") &&
         way.at("error").get<std::string>().rfind("is not installed", 0) != 0;
}

json bench_report(const BenchRounds& rounds, unsigned processors) {
  json report{{"processors", processors}, {"missing", json::array()}, {"jobs", json::array()}};
  std::map<std::string, double> capacities;
  for (const char* what : {"compute", "memory"}) {
    // Each of the threads does the whole work: all together do it so many times.
    const BenchPoint one{kMachine, what, 1, 0};
    const BenchPoint all{kMachine, what, static_cast<int>(processors), 0};
    capacities[what] = processors;  // if it was not measured
    std::optional<Spread> found = rounds.ratio(one, all);
    if (!found) continue;
    for (double* value : {&found->low, &found->median, &found->high}) *value *= processors;
    report[std::string(what) + "_capacity"] = spread_json(*found);
    capacities[what] = found->median;
  }
  std::set<std::string> jobs;
  for (const auto& [point, times] : rounds.points()) {
    if (point.job != kMachine) jobs.insert(point.job);
  }
  for (const std::string& job : jobs) {
    report["jobs"].push_back(JobReport(rounds, job, capacities).make());
  }
  return report;
}

}  // namespace interleave
