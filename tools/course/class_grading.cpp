#include "course/class_grading.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "course/intake.hpp"
#include "course/parallel.hpp"
#include "course/report.hpp"
#include "course/submissions.hpp"
#include "course/terminal.hpp"
#include "course/verdict_store.hpp"
#include "judge/build.hpp"
#include "judge/digest.hpp"
#include "judge/errors.hpp"
#include "judge/files.hpp"
#include "judge/precompiled.hpp"
#include "judge/workspace.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Clock = std::chrono::steady_clock;

/// So many answers to one exercise are worth precompiled headers.
constexpr std::size_t kManyAnswers = 6;

/// One submission of the class.
struct Entry {
  std::string name;
  fs::path source;
  fs::path taken;  ///< the folder that its answers have been copied to
  Intake intake;
  std::vector<std::string> keys;  ///< of its answer to each exercise that is graded
};

/// One answer to one exercise, whoever handed it in, and how often.
struct Answer {
  const Exercise* exercise = nullptr;
  std::vector<fs::path> files;
  std::optional<json> verdict;
  std::string failure;  ///< what the tool said when it could not grade it
};

bool has_taken(const Entry& entry, const std::string& file) {
  const auto& taken = entry.intake.taken;
  return std::find(taken.begin(), taken.end(), file) != taken.end();
}

bool is_unjudged(const json& verdict) { return verdict.at("unjudged").get<bool>(); }

class ClassGrading {
 public:
  ClassGrading(const Course& course, const ClassRequest& request)
      : course_(course), request_(request), store_(request.out / "verdicts"), version_(course) {
    if (request.private_tests) {
      Digest digest;
      digest.add_folder(request.private_tests->folder);
      private_version_ = digest.finish();
    }
  }

  /// An interruption ends the processes that grade, at once.
  ~ClassGrading() { remove_abandoned_workspaces(building()); }
  ClassGrading(const ClassGrading&) = delete;
  ClassGrading& operator=(const ClassGrading&) = delete;

  json grade() {
    take_in_all();
    name_answers();
    look_for_known();
    grade_unknown();
    return results();
  }

 private:
  fs::path state() const { return request_.out / "state"; }

  /// The course as it is graded with: with the private tests, if there are any.
  Course building() const {
    Course course = course_;
    if (request_.private_tests) course.other_build = request_.private_tests->build;
    return course;
  }

  void take_in_all() {
    const std::vector<fs::path> sources = submissions_in(request_.submissions);
    const std::vector<std::string> names = names_of(sources);
    // What a killed run has copied may be half of it.
    std::error_code ignored;
    fs::remove_all(state() / "answers", ignored);
    for (const fs::path& source : sources) {
      Entry entry;
      entry.name = names.at(entries_.size());
      entry.source = source;
      entry.taken = state() / "answers" / std::to_string(entries_.size());
      entries_.push_back(std::move(entry));
    }
    Progress progress("read", entries_.size());
    for_each_index(entries_.size(), request_.jobs, [&](std::size_t i) {
      Entry& entry = entries_[i];
      entry.intake = take_in_child(course_, entry.source, entry.taken);
      progress.step(entry.name);
    });
  }

  /// The file that stands for an answer of a submission: its own, or the starter's.
  fs::path file_of(const Entry& entry, const Exercise& exercise, std::size_t answer) const {
    const std::string name = exercise.lesson + '/' + exercise.answers.at(answer);
    if (has_taken(entry, name)) return entry.taken / name;
    return starter_submission(course_, exercise).files.at(answer);
  }

  std::vector<std::string> allowed_for(const Exercise& exercise) const {
    const auto found = request_.exemptions.find(exercise.id());
    return found == request_.exemptions.end() ? std::vector<std::string>() : found->second;
  }

  void name_answers() {
    std::map<const Exercise*, std::string> versions;
    for (const Exercise* exercise : request_.exercises) {
      versions[exercise] = version_.of(*exercise) + private_version_;
    }
    for (Entry& entry : entries_) {
      if (!entry.intake.refused.empty()) continue;
      for (const Exercise* exercise : request_.exercises) {
        Answer answer{exercise, {}, {}, {}};
        Digest digest;
        digest.add(versions.at(exercise));
        digest.add(exercise->id());
        for (const std::string& symbol : allowed_for(*exercise)) digest.add("allow " + symbol);
        for (std::size_t i = 0; i < exercise->answers.size(); ++i) {
          answer.files.push_back(file_of(entry, *exercise, i));
          digest.add(read_file(answer.files.back()));
        }
        entry.keys.push_back(digest.finish());
        answers_.try_emplace(entry.keys.back(), std::move(answer));
      }
    }
  }

  bool is_to_be_made_anew(const json& verdict) const {
    switch (request_.rerun) {
      case Rerun::kNone:
        return false;
      case Rerun::kUnjudged:
        return is_unjudged(verdict);
      case Rerun::kFailed:
        return !verdict.at("passed").get<bool>();
      case Rerun::kAll:
        return true;
    }
    return false;
  }

  void look_for_known() {
    for (auto& [key, answer] : answers_) {
      answer.verdict = store_.find(answer.exercise->id(), key);
      if (!answer.verdict || !is_to_be_made_anew(*answer.verdict)) continue;
      store_.set_aside(answer.exercise->id(), key);
      answer.verdict.reset();
    }
  }

  /// Seconds for each exercise, as earlier grading into the same folder measured them.
  std::map<std::string, double> known_costs() const {
    std::error_code missing;
    if (!fs::exists(state() / "costs.json", missing)) return {};
    const json costs = json::parse(read_file(state() / "costs.json"), nullptr, false);
    return costs.is_object() ? costs.get<std::map<std::string, double>>()
                             : std::map<std::string, double>();
  }

  /// Those without a verdict: the exercises that take longest first, so that no long one is left
  /// when all others are done; those of one exercise together, because they share headers.
  std::vector<std::pair<const std::string, Answer>*> work() {
    std::map<const Exercise*, double> order;
    std::vector<std::pair<const std::string, Answer>*> list;
    for (auto& each : answers_) {
      if (each.second.verdict) continue;
      list.push_back(&each);
      order[each.second.exercise] = cost_of(*each.second.exercise);
    }
    std::stable_sort(list.begin(), list.end(), [&](const auto* one, const auto* other) {
      const Exercise* first = one->second.exercise;
      const Exercise* second = other->second.exercise;
      return std::tuple(-order.at(first), first->id()) <
             std::tuple(-order.at(second), second->id());
    });
    return list;
  }

  double cost_of(const Exercise& exercise) {
    if (const auto known = costs_.find(exercise.id()); known != costs_.end()) return known->second;
    return static_cast<double>(expected_tests(load_recipe(course_, exercise)).size()) / 2;
  }

  void grade_unknown() {
    std::set<const Exercise*> needed;
    std::map<const Exercise*, std::vector<Submission>> of_exercise;
    for (const auto& [key, answer] : answers_) {
      if (answer.verdict) continue;
      needed.insert(answer.exercise);
      of_exercise[answer.exercise].push_back({"submission", answer.files});
    }
    if (needed.empty()) return;
    const Course building = this->building();
    fmt::print(stderr, "Building the graders ...\n");
    build_graders(building, {needed.begin(), needed.end()});

    costs_ = known_costs();
    const auto list = work();
    double left = 0;
    for (const auto* each : list) left += cost_of(*each->second.exercise);
    std::map<const Exercise*, std::once_flag> prepared;
    for (const Exercise* exercise : needed) prepared[exercise];
    Progress progress("grade", list.size());
    std::mutex mutex;  // guards left, done and costs_
    double done = 0;
    const Clock::time_point began = Clock::now();
    for_each_index(list.size(), request_.jobs, [&](std::size_t i) {
      auto& [key, answer] = *list[i];
      const auto& all = of_exercise.at(answer.exercise);
      std::call_once(prepared.at(answer.exercise), [&, exercise = answer.exercise] {
        if (all.size() >= kManyAnswers) prepare_precompiled(building, *exercise, all);
      });
      const Clock::time_point start = Clock::now();
      judge(key, answer);
      const double took = std::chrono::duration<double>(Clock::now() - start).count();
      const std::scoped_lock lock(mutex);
      const double expected = cost_of(*answer.exercise);
      left -= expected;
      done += expected;
      costs_[answer.exercise->id()] = took;
      const double elapsed = std::chrono::duration<double>(Clock::now() - began).count();
      progress.step(fmt::format("{}, about {:.0f} min left", answer.exercise->id(),
                                std::max(0.0, left) * elapsed / std::max(done, 1.0) / 60));
    });
    write_file(state() / "costs.json", json(costs_).dump(1) + '\n');
  }

  /// In a process of its own; what ends that costs this verdict alone, and the next run tries
  /// again.
  void judge(const std::string& key, Answer& answer) {
    ProcessRequest request;
    request.arguments = {"/proc/self/exe", "--root",        course_.root.string(),
                         "judge",          "--exercise",    answer.exercise->id(),
                         "--sandbox",      request_.sandbox};
    const auto add = [&](const std::string& name, const std::string& value) {
      request.arguments.insert(request.arguments.end(), {name, value});
    };
    for (const std::string& symbol : allowed_for(*answer.exercise)) add("--allow", symbol);
    if (request_.private_tests) {
      add("--build", request_.private_tests->build.string());
      for (const unsigned seed : request_.private_tests->seeds) add("--seed", std::to_string(seed));
    }
    request.arguments.emplace_back("--");
    for (const fs::path& file : answer.files) request.arguments.push_back(file.string());
    const ProcessResult result = run_process(request);
    if (result.end == ProcessResult::End::kInterrupted) throw Interrupted();
    json verdict = json::parse(result.output, nullptr, false);
    if (!result.succeeded() || verdict.is_discarded()) {
      answer.failure = fmt::format("the tool {}: {}", describe_end(result), result.output);
      return;
    }
    store_.store(answer.exercise->id(), key, verdict);
    answer.verdict = std::move(verdict);
  }

  json results() const {
    json exercises = json::array();
    for (const Exercise* exercise : request_.exercises) {
      json points = json::object();
      for (const auto& [check, worth] : exercise->points) points[name_of(check)] = worth;
      exercises.push_back({{"id", exercise->id()}, {"title", exercise->title}, {"points", points}});
    }
    json submissions = json::array();
    for (const Entry& entry : entries_) submissions.push_back(row(entry));
    return {{"schema", "interleave.results/1"},
            {"course", version_.of_all()},
            {"exercises", exercises},
            {"submissions", submissions}};
  }

  json row(const Entry& entry) const {
    json row = {{"name", entry.name},
                {"source", entry.source.filename().string()},
                {"status", entry.intake.refused.empty() ? "graded" : "refused"},
                {"reason", entry.intake.refused},
                {"ignored", entry.intake.ignored},
                {"exercises", json::array()}};
    double points = 0;
    double points_at_most = 0;
    for (std::size_t i = 0; i < entry.keys.size(); ++i) {
      const Answer& answer = answers_.at(entry.keys[i]);
      if (!answer.verdict) {
        row["status"] = "failed";
        row["reason"] = fmt::format("{}: {}", answer.exercise->id(), answer.failure);
        continue;
      }
      json files = json::array();
      json missing = json::array();
      for (const std::string& file : answer.exercise->answers) {
        (has_taken(entry, answer.exercise->lesson + '/' + file) ? files : missing).push_back(file);
      }
      points += answer.verdict->at("points").get<double>();
      points_at_most += answer.verdict->at("points_at_most").get<double>();
      row["exercises"].push_back({{"exercise", answer.exercise->id()},
                                  {"files", files},
                                  {"missing", missing},
                                  {"verdict", *answer.verdict}});
    }
    row["points"] = points;
    row["points_at_most"] = points_at_most;
    return row;
  }

  const Course& course_;
  const ClassRequest& request_;
  const VerdictStore store_;
  const CourseVersion version_;
  std::string private_version_;
  std::vector<Entry> entries_;
  std::map<std::string, Answer> answers_;  // by content
  std::map<std::string, double> costs_;
};

}  // namespace

json grade_class(const Course& course, const ClassRequest& request) {
  const FileLock lock(request.out / "state" / "lock");
  return ClassGrading(course, request).grade();
}

}  // namespace interleave
