#include "class_sample.hpp"

#include <utility>

#include "judge/verdict_json.hpp"

namespace interleave::testing_tools {
namespace {

using nlohmann::json;

TestResult test(const std::string& name, const std::string& how, bool passed, bool hidden = false) {
  TestResult result{name, how, passed, how == "explored", {}};
  result.hidden = hidden;
  return result;
}

}  // namespace

Verdict passing_verdict() {
  Verdict verdict;
  verdict.exercise = "01-threads/first";
  verdict.submission = "an answer";
  verdict.checks[Check::kBuild].judged = true;
  verdict.checks[Check::kRules].judged = true;
  verdict.checks[Check::kCorrect] = {
      true,
      {test("First.Adds", "repeated", true), test("First.Private", "repeated", true, true)},
      4,
      4};
  verdict.checks[Check::kRaceFree] = {
      true,
      {test("First.Adds", "explored", true), test("First.Private", "explored", true, true)},
      3,
      3};
  verdict.checks[Check::kConcurrent] = {
      true, {test("FirstConcurrent.RunsAtOnce", "explored", true)}, 3, 3};
  return verdict;
}

Verdict racy_verdict() {
  Verdict verdict = passing_verdict();
  CheckResult& correct = verdict.checks[Check::kCorrect];
  correct.tests[1].passed = false;
  correct.points = 2;
  CheckResult& race_free = verdict.checks[Check::kRaceFree];
  race_free.tests[0].passed = false;
  race_free.tests[1].passed = false;
  race_free.points = 0;
  race_free.tests[0].complete = false;
  verdict.checks[Check::kConcurrent].points = 3;
  Finding race{Check::kRaceFree,
               "data race",
               "First.Adds",
               "two threads use the same variable, and nothing orders them.",
               {{"write by thread 1", "lessons/01-threads/first.cpp", 7, "  ++sum;"},
                {"write by thread 2", "lessons/01-threads/first.cpp", 7, "  ++sum;"}}};
  race.timeline =
      "the test         thread 1   thread 2\n"
      "starts thread 1                        first.cpp:5  std::jthread one(add);\n"
      "                 writes sum            first.cpp:7  ++sum;\n"
      "                            writes sum  first.cpp:7  ++sum;\n";
  race.schedule =
      json{{"replay", "Adds:a12b"}, {"timeline", race.timeline}, {"steps", json::array()}}.dump();
  const auto wrong = [](Check check) {
    return Finding{check, "wrong result", "First.Private", "the sum is 3, and 4 was expected.", {}};
  };
  verdict.findings = {wrong(Check::kCorrect), race, wrong(Check::kRaceFree)};
  return verdict;
}

Verdict unbuilt_verdict() {
  Verdict verdict;
  verdict.exercise = "01-threads/first";
  verdict.checks[Check::kBuild].judged = true;
  for (const auto& [check, points] :
       {std::pair(Check::kCorrect, 4), {Check::kRaceFree, 3}, {Check::kConcurrent, 3}}) {
    verdict.checks[check].points_at_most = points;
  }
  verdict.findings = {{Check::kBuild, "does not compile", "", "first.cpp:1: expected ';'", {}}};
  return verdict;
}

json submission(const std::string& name, const Verdict& verdict) {
  return {{"name", name},
          {"source", name + ".zip"},
          {"status", "graded"},
          {"reason", ""},
          {"ignored", {"notes.txt"}},
          {"points", verdict.points()},
          {"points_at_most", verdict.points_at_most()},
          {"exercises",
           {{{"exercise", verdict.exercise},
             {"files", {"first.cpp"}},
             {"missing", json::array()},
             {"verdict", verdict_json(verdict)}}}}};
}

json refused(const std::string& name, const std::string& reason) {
  return {{"name", name},        {"source", name + ".zip"},   {"status", "refused"},
          {"reason", reason},    {"ignored", json::array()},  {"points", 0},
          {"points_at_most", 0}, {"exercises", json::array()}};
}

json class_of(std::vector<json> submissions) {
  return {{"schema", "interleave.results/1"},
          {"course", "0123456789abcdef"},
          {"exercises",
           {{{"id", "01-threads/first"},
             {"title", "Add numbers on two threads"},
             {"points", {{"correct", 4}, {"race-free", 3}, {"concurrent", 3}}}},
            {{"id", "02-join/second"}, {"title", "Wait for both"}, {"points", {{"correct", 5}}}}}},
          {"submissions", std::move(submissions)}};
}

json hostile_class() {
  Verdict verdict = racy_verdict();
  verdict.warnings = kHostile;
  for (auto& [check, result] : verdict.checks) {
    for (TestResult& each : result.tests) each.name = each.how = each.searched = kHostile;
  }
  for (Finding& finding : verdict.findings) {
    finding.kind = finding.test = finding.message = kHostile;
    finding.places = {{kHostile, kHostile, 1, kHostile}};
    finding.schedule = json{{"replay", kHostile}, {"timeline", kHostile}}.dump();
  }
  json graded = submission(kHostile, verdict);
  graded["ignored"] = {kHostile};
  graded["exercises"][0]["files"] = {kHostile};
  graded["exercises"][0]["missing"] = {kHostile};
  json all = class_of({graded, refused("x" + kHostile, kHostile)});
  all["exercises"][0]["title"] = all["exercises"][1]["title"] = all["course"] = kHostile;
  return all;
}

}  // namespace interleave::testing_tools
