#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <tuple>
#include <vector>

#include "course/bench_reports.hpp"
#include "course/terminal.hpp"

namespace interleave {
namespace {

using nlohmann::json;

double median(const json& spread) { return spread.at("median").get<double>(); }

/// Half of the distance of the quartiles, in percent of the middle.
std::string scatter(const json& spread) {
  const double half = (spread.at("high").get<double>() - spread.at("low").get<double>()) / 2;
  return fmt::format("±{:.0f} %", 100 * half / median(spread));
}

/// 8 bars for each time that it is as fast as one after the other, 40 at the most.
std::string bar(double speedup) {
  constexpr double kBars = 8;
  constexpr double kMost = 40;
  std::string bars;
  const auto length = static_cast<int>(std::min(kMost, std::round(kBars * speedup)));
  for (int i = 0; i < length; ++i) bars += "█";
  return speedup * kBars > kMost ? bars + "…" : bars;
}

std::string name_of_way(const json& way) {
  std::string name = way.at("way");
  if (way.contains("workers")) name += fmt::format(", {}", way.at("workers").get<int>());
  return name;
}

std::string decimals(const json& way, const char* key) {
  return way.contains(key) ? fmt::format("{:.2f}", way.at(key).get<double>()) : "";
}

/// What one operation takes, or what came of the work of several.
std::string judged(const json& way) {
  if (way.contains("each_ns")) return fmt::format(" {:>18.0f}", way.at("each_ns").get<double>());
  if (!way.contains("speedup")) return "";
  const double speedup = median(way.at("speedup"));
  return fmt::format(" {:>8.2f} {:>9}  ", speedup, decimals(way, "of_limit")) +
         (way.contains("beside_serial") ? fmt::format("{:.3f} times as fast as C++, serial",
                                                      way.at("beside_serial").get<double>())
                                        : bar(speedup));
}

std::string way_line(const json& way) {
  if (way.contains("error")) {
    return fmt::format("  {:<34} {}\n", name_of_way(way),
                       paint(way.at("error").get<std::string>(), Style::kNote));
  }
  return fmt::format("  {:<34} {:>10.2f} {:>7}{}\n", name_of_way(way), median(way.at("ms")),
                     scatter(way.at("ms")), judged(way));
}

/// For each job: what the solution makes of it, what the machine gives, and the best peer.
std::string summary(const json& report) {
  std::string lines;
  for (const json& job : report.at("jobs")) {
    if (!job.contains("solution")) continue;
    const json& solution = job.at("solution");
    std::string peer;
    if (job.contains("best_peer")) {
      const json& best = job.at("best_peer");
      peer = fmt::format("{:>8.2f}  {}", median(best.at("solution_is_faster")), name_of_way(best));
    }
    const bool costs = job.at("limit") == "cost";
    lines += fmt::format("  {:<34} {:>8} {:>8} {:>10} {}\n", job.at("job").get<std::string>(),
                         !costs && solution.contains("speedup")
                             ? fmt::format("{:.2f}", median(solution.at("speedup")))
                             : "",
                         decimals(solution, "of_limit"),
                         costs ? fmt::format("{:.0f}", solution.value("each_ns", 0.0)) : "", peer);
  }
  if (lines.empty()) return "";
  return fmt::format(
      "\n{} {:>8} {:>8} {:>10} {:>8}\n{}",
      paint(fmt::format("{:<36}", "the solution, at the largest size"), Style::kStrong), "speedup",
      "of limit", "ns each", "to the best peer", lines);
}

std::string capacity_lines(const json& report) {
  std::string text;
  const int processors = report.at("processors").get<int>();
  if (report.contains("compute_capacity")) {
    const json& capacity = report.at("compute_capacity");
    text += fmt::format("{} busy threads do {:.2f} times the work of one ({:.2f} to {:.2f})",
                        processors, median(capacity), capacity.at("low").get<double>(),
                        capacity.at("high").get<double>());
    if (processors > 1 && median(capacity) < 1.2) {
      text += ": the machine is busy or shared, and says little about threads now";
    }
    text += '\n';
  }
  if (report.contains("memory_capacity")) {
    text += fmt::format("and read memory {:.2f} times as fast as one\n",
                        median(report.at("memory_capacity")));
  }
  return text;
}

std::string job_text(const json& job) {
  std::string text;
  std::int64_t size = -1;
  const std::string heading = job.at("job");
  std::vector<json> ways = job.at("ways").get<std::vector<json>>();
  // By size; "serial" first, then as they are called.
  std::stable_sort(ways.begin(), ways.end(), [](const json& one, const json& other) {
    const auto key = [](const json& way) {
      const std::string name = way.at("way");
      return std::tuple(way.value("size", std::int64_t{0}), name.rfind("python", 0) == 0,
                        !name.ends_with("serial"), name != "answer", name != "solution");
    };
    return key(one) < key(other);
  });
  for (const json& way : ways) {
    if (way.value("size", std::int64_t{0}) != size) {
      size = way.value("size", std::int64_t{0});
      const std::string name = size == 0 ? heading : fmt::format("{}, {}", heading, size);
      const bool costs = job.at("limit") == "cost";
      text += fmt::format("\n{} {:>10} {:>7} {:>8} {:>9}\n",
                          paint(fmt::format("{:<36}", name), Style::kStrong), "ms", "spread",
                          costs ? "" : "speedup", costs ? "ns each" : "of limit");
    }
    text += way_line(way);
  }
  for (const json& each : job.at("scaling")) {
    text += fmt::format(
        "  {}{}: {:.1f} % of the work stays serial (Amdahl's law, best fit)\n",
        each.at("way").get<std::string>(),
        each.contains("size") ? fmt::format(", {}", each.at("size").get<std::int64_t>()) : "",
        100 * each.at("serial_part").get<double>());
  }
  if (job.contains("best_peer")) {
    const json& peer = job.at("best_peer");
    text += fmt::format("  the solution does it {:.2f} times as fast as the best peer, {}\n",
                        median(peer.at("solution_is_faster")), name_of_way(peer));
  }
  return text;
}

}  // namespace

std::string bench_text(const json& report) {
  std::string text = capacity_lines(report);
  for (const json& each : report.at("missing")) {
    const std::string package = each;
    text += fmt::format(
        "{0} is not installed, and what needs it left out: sudo apt-get install {0}\n", package);
  }
  for (const json& job : report.at("jobs")) text += job_text(job);
  return text + summary(report);
}

}  // namespace interleave
