#include "course/class_results.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <tuple>

#include "course/safe_names.hpp"
#include "judge/errors.hpp"
#include "judge/utf8.hpp"

namespace interleave {
namespace {

using nlohmann::json;

constexpr std::string_view kSchema = "interleave.results/1";

[[noreturn]] void refuse(const std::string& what) { throw InputError("results.json: " + what); }

std::string text_of(const json& value) { return valid_utf8(value.get<std::string>()); }
std::string text_at(const json& object, const char* key) { return text_of(object.at(key)); }

std::vector<std::string> texts_at(const json& object, const char* key) {
  std::vector<std::string> texts;
  for (const json& each : object.at(key)) texts.push_back(text_of(each));
  return texts;
}

Check check_of(const json& name) {
  const std::string text = text_of(name);
  const auto check = check_named(text);
  if (!check) refuse("there is no check '" + text + "'");
  return *check;
}

SubmissionStatus status_of(const std::string& name) {
  for (const auto status : {SubmissionStatus::kGraded, SubmissionStatus::kRefused}) {
    if (name == name_of(status)) return status;
  }
  if (name != name_of(SubmissionStatus::kFailed)) refuse("there is no status '" + name + "'");
  return SubmissionStatus::kFailed;
}

/// "lesson/exercise", each of which becomes a folder: nothing that leads elsewhere.
bool is_exercise_id(const std::string& id) {
  const std::size_t slash = id.find('/');
  if (slash == std::string::npos) return false;
  const std::string lesson = id.substr(0, slash);
  const std::string name = id.substr(slash + 1);
  return safe_name(lesson) == lesson && safe_name(name) == name;
}

ClassExercise read_exercise(const json& value) {
  ClassExercise exercise{text_at(value, "id"), text_at(value, "title"), {}};
  if (!is_exercise_id(exercise.id)) refuse("'" + exercise.id + "' is no lesson/exercise");
  for (const auto& [name, points] : value.at("points").items()) {
    exercise.points[check_of(name)] = points.get<int>();
  }
  return exercise;
}

Finding read_finding(const json& value) {
  Finding finding{check_of(value.at("check")),
                  text_at(value, "kind"),
                  text_at(value, "test"),
                  text_at(value, "message"),
                  {}};
  for (const json& place : value.at("places")) {
    finding.places.push_back({text_at(place, "label"), text_at(place, "file"),
                              place.at("line").get<int>(), text_at(place, "text")});
  }
  if (value.contains("schedule")) {
    finding.timeline = text_at(value["schedule"], "timeline");
    finding.replay = text_at(value["schedule"], "replay");
  }
  return finding;
}

CheckResult read_check(const json& value) {
  CheckResult result;
  result.judged = value.at("judged").get<bool>();
  result.points = value.at("points").get<double>();
  result.points_at_most = value.at("points_at_most").get<int>();
  for (const json& each : value.at("tests")) {
    TestResult& test = result.tests.emplace_back();
    test.name = text_at(each, "name");
    test.how = text_at(each, "how");
    test.passed = each.at("passed").get<bool>();
    test.complete = each.at("complete").get<bool>();
    test.searched = text_at(each, "searched");
    test.hidden = each.value("hidden", false);
  }
  return result;
}

GradedSubmission read_submission(const json& value,
                                 const std::map<std::string, std::size_t>& exercises) {
  GradedSubmission submission;
  submission.name = text_at(value, "name");
  submission.source = text_at(value, "source");
  submission.status = status_of(text_at(value, "status"));
  submission.reason = text_at(value, "reason");
  submission.ignored = texts_at(value, "ignored");
  submission.points = value.at("points").get<double>();
  submission.points_at_most = value.at("points_at_most").get<double>();
  for (const json& each : value.at("exercises")) {
    const auto exercise = exercises.find(text_at(each, "exercise"));
    if (exercise == exercises.end()) {
      refuse(fmt::format("'{}' has an answer to '{}', which is not among the exercises",
                         submission.name, text_at(each, "exercise")));
    }
    submission.exercises.push_back({exercise->second, texts_at(each, "files"),
                                    texts_at(each, "missing"),
                                    verdict_from_json(each.at("verdict"))});
  }
  std::stable_sort(submission.exercises.begin(), submission.exercises.end(),
                   [](const auto& a, const auto& b) { return a.exercise < b.exercise; });
  return submission;
}

ClassResults read_all(const json& value) {
  if (text_at(value, "schema") != kSchema) {
    refuse(fmt::format("its schema is '{}', and this program reads '{}'", text_at(value, "schema"),
                       kSchema));
  }
  ClassResults results;
  results.course = text_at(value, "course");
  std::map<std::string, std::size_t> exercises;
  for (const json& each : value.at("exercises")) {
    results.exercises.push_back(read_exercise(each));
    const std::string& id = results.exercises.back().id;
    if (!exercises.emplace(id, exercises.size()).second) refuse("'" + id + "' is there twice");
  }
  for (const json& each : value.at("submissions")) {
    results.submissions.push_back(read_submission(each, exercises));
  }
  std::stable_sort(results.submissions.begin(), results.submissions.end(),
                   [](const auto& a, const auto& b) {
                     return std::tie(a.name, a.source) < std::tie(b.name, b.source);
                   });
  std::vector<std::string> names;
  for (const GradedSubmission& each : results.submissions) names.push_back(each.name);
  names = safe_names(names);
  for (std::size_t i = 0; i < names.size(); ++i) results.submissions[i].safe_name = names[i];
  return results;
}

}  // namespace

std::string_view name_of(SubmissionStatus status) {
  switch (status) {
    case SubmissionStatus::kGraded:
      return "graded";
    case SubmissionStatus::kRefused:
      return "refused";
    case SubmissionStatus::kFailed:
      break;
  }
  return "failed";
}

const GradedExercise* GradedSubmission::find(std::size_t exercise) const {
  const auto found = std::find_if(exercises.begin(), exercises.end(),
                                  [&](const auto& each) { return each.exercise == exercise; });
  return found == exercises.end() ? nullptr : &*found;
}

std::size_t ClassResults::count(SubmissionStatus status) const {
  return static_cast<std::size_t>(
      std::count_if(submissions.begin(), submissions.end(),
                    [&](const auto& each) { return each.status == status; }));
}

ClassResults read_class_results(const json& results) {
  try {
    return read_all(results);
  } catch (const json::exception& error) {
    refuse(error.what());
  }
}

Verdict verdict_from_json(const json& value) {
  Verdict verdict;
  verdict.exercise = text_at(value, "exercise");
  verdict.submission = text_at(value, "submission");
  verdict.warnings = text_at(value, "warnings");
  for (const json& each : value.at("checks")) {
    verdict.checks[check_of(each.at("check"))] = read_check(each);
  }
  for (const json& each : value.at("findings")) verdict.findings.push_back(read_finding(each));
  return verdict;
}

bool is_hidden(const Verdict& verdict, const std::string& test) {
  return std::any_of(verdict.checks.begin(), verdict.checks.end(), [&](const auto& entry) {
    const std::vector<TestResult>& tests = entry.second.tests;
    return std::any_of(tests.begin(), tests.end(),
                       [&](const TestResult& each) { return each.hidden && each.name == test; });
  });
}

std::vector<ToldFinding> told_once(const Verdict& verdict) {
  std::vector<ToldFinding> told;
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> known;
  for (const Check check : kChecks) {
    for (const Finding& finding : verdict.findings) {
      if (finding.check != check) continue;
      const auto [entry, is_new] =
          known.try_emplace({finding.kind, finding.test, finding.message}, told.size());
      if (is_new) told.push_back({&finding, {}});
      std::vector<Check>& checks = told[entry->second].checks;
      if (checks.empty() || checks.back() != check) checks.push_back(check);
    }
  }
  return told;
}

}  // namespace interleave
