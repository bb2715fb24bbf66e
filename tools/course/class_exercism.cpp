#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "course/class_formats.hpp"
#include "course/report.hpp"
#include "judge/utf8.hpp"

namespace interleave {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestMessage = 65'535;  // bytes: characters of several count as several

std::string message_of(const std::vector<const Finding*>& findings) {
  std::string text;
  for (const Finding* finding : findings) {
    text += (text.empty() ? "" : "\n") + plain_finding_text(*finding);
  }
  return std::string(utf8_prefix(text, kLongestMessage));
}

template <typename Condition>
std::vector<const Finding*> findings_where(const Verdict& verdict, Condition condition) {
  std::vector<const Finding*> found;
  for (const Finding& finding : verdict.findings) {
    if (condition(finding)) found.push_back(&finding);
  }
  return found;
}

json entry(const std::string& name, bool passed, const std::vector<const Finding*>& findings) {
  json result = {{"name", name}, {"status", passed ? "pass" : "fail"}};
  if (!findings.empty()) result["message"] = message_of(findings);
  return result;
}

/// The tests of a check, and what the check found that no single test is to blame for.
void add_tests(json& tests, const Verdict& verdict, Check check, const CheckResult& result) {
  const auto of_test = [&](const std::string& test) {
    return findings_where(verdict, [&](const Finding& finding) {
      return finding.check == check && finding.test == test;
    });
  };
  for (const TestResult& test : result.tests) {
    if (test.hidden) continue;
    tests.push_back(
        entry(fmt::format("{}: {}", name_of(check), test.name), test.passed, of_test(test.name)));
  }
  const auto of_none = of_test("");
  if (!of_none.empty()) tests.push_back(entry(std::string(name_of(check)), false, of_none));
}

}  // namespace

json exercism_json(const Verdict& verdict) {
  json result = {{"version", 3}, {"message", nullptr}, {"tests", json::array()}};
  // No test was run, or the machine could not judge one.
  auto errors = findings_where(verdict, [](const Finding& finding) {
    return finding.check == Check::kBuild || finding.kind == "environment";
  });
  if (!errors.empty()) {
    result["status"] = "error";
    result["message"] = message_of(errors);
    return result;
  }
  json& tests = result["tests"];
  for (const auto& [check, of_check] : verdict.checks) add_tests(tests, verdict, check, of_check);
  const bool passed = std::all_of(tests.begin(), tests.end(),
                                  [](const json& test) { return test["status"] == "pass"; });
  result["status"] = passed ? "pass" : "fail";
  return result;
}

}  // namespace interleave
