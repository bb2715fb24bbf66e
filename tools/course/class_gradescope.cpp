#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "course/class_formats.hpp"
#include "course/report.hpp"
#include "course/terminal.hpp"

namespace interleave {
namespace {

using nlohmann::json;

/// The public or the private tests of a check, with what they brought to light.
struct Part {
  Check check;
  bool hidden = false;
  std::size_t tests = 0;
  std::size_t passed = 0;
  std::vector<const Finding*> findings;
};

std::vector<Part> parts_of(const Verdict& verdict, Check check, const CheckResult& result) {
  Part shown{check, false, 0, 0, {}};
  Part hidden{check, true, 0, 0, {}};
  for (const TestResult& test : result.tests) {
    Part& part = test.hidden ? hidden : shown;
    ++part.tests;
    part.passed += test.passed ? 1U : 0U;
  }
  for (const Finding& finding : verdict.findings) {
    if (finding.check != check) continue;
    Part& part = is_hidden(verdict, finding.test) ? hidden : shown;
    part.findings.push_back(&finding);
  }
  std::vector<Part> parts;
  const bool only_hidden = shown.tests == 0 && hidden.tests > 0 && shown.findings.empty();
  if (!only_hidden) parts.push_back(shown);
  if (hidden.tests > 0 || !hidden.findings.empty()) parts.push_back(hidden);
  return parts;
}

/// The part's share of a number that is the check's.
double share(double of_check, std::size_t part, std::size_t all) {
  return all == 0 ? of_check : of_check * static_cast<double>(part) / static_cast<double>(all);
}

bool has_environment_finding(const Verdict& verdict, Check check) {
  return std::any_of(verdict.findings.begin(), verdict.findings.end(), [&](const Finding& each) {
    return each.check == check && each.kind == "environment";
  });
}

std::string output_of(const Part& part, const CheckResult& result, const Verdict& verdict) {
  if (!result.judged && part.findings.empty()) return "Not run: see the check before.\n";
  std::string text;
  if (part.tests > 0) {
    text = fmt::format("{} of {} passed.\n", part.passed, count(part.tests, "test"));
  }
  const bool rule_broken =
      std::any_of(verdict.findings.begin(), verdict.findings.end(),
                  [](const Finding& each) { return each.check == Check::kRules; });
  if (rule_broken && part.check > Check::kRules) {
    text += "As long as a rule is broken, the answer earns no points.\n";
  }
  for (const Finding* finding : part.findings) text += '\n' + plain_finding_text(*finding);
  if (part.check == Check::kBuild && !verdict.warnings.empty()) {
    text += "The compiler warns:\n" + verdict.warnings;
  }
  return text;
}

json test_of(const Part& part, const CheckResult& result, const Verdict& verdict,
             const ClassExercise& exercise) {
  const bool could_not = has_environment_finding(verdict, part.check);
  const auto passed =
      static_cast<std::size_t>(std::count_if(result.tests.begin(), result.tests.end(),
                                             [](const TestResult& test) { return test.passed; }));
  json test = {
      {"name", fmt::format("{}: {}{}", exercise.id, name_of(part.check),
                           part.hidden ? ", private tests" : "")},
      {"score", share(result.points, part.passed, passed)},
      // What the machine could not judge leaves the denominator.
      {"max_score", could_not ? 0 : share(result.points_at_most, part.tests, result.tests.size())},
      {"output", output_of(part, result, verdict)},
      {"output_format", "text"},
      {"name_format", "text"},
      {"visibility", part.hidden ? "after_published" : "visible"},
      {"tags", {exercise.lesson(), exercise.name(), name_of(part.check)}}};
  // Neither passed nor failed: Gradescope shows a test without a status as just that.
  if (!could_not) {
    const bool good = result.judged && part.findings.empty() && part.passed == part.tests;
    test["status"] = good ? "passed" : "failed";
  }
  return test;
}

/// Without points: students must not learn what private tests cost them. Gradescope has them.
std::string summary(const GradedSubmission& submission) {
  std::string text = fmt::format("{}: {}", submission.name, name_of(submission.status));
  if (!submission.reason.empty()) text += "\n" + submission.reason;
  for (const std::string& file : submission.ignored) text += "\nIgnored: " + file;
  return text + '\n';
}

}  // namespace

json gradescope_json(const ClassResults& results, const GradedSubmission& submission) {
  json tests = json::array();
  for (std::size_t i = 0; i < submission.exercises.size(); ++i) {
    const GradedExercise& graded = submission.exercises[i];
    std::size_t number = 0;
    for (const auto& [check, result] : graded.verdict.checks) {
      for (const Part& part : parts_of(graded.verdict, check, result)) {
        json test = test_of(part, result, graded.verdict, results.exercises[graded.exercise]);
        test["number"] = fmt::format("{}.{}", i + 1, ++number);
        tests.push_back(std::move(test));
      }
    }
  }
  return {{"score", submission.points},
          {"output", summary(submission)},
          {"output_format", "text"},
          {"visibility", "visible"},
          {"tests", std::move(tests)}};
}

}  // namespace interleave
