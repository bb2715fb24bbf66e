#include "judge/verdict.hpp"

#include <algorithm>

namespace interleave {
namespace {

bool is_environment(const Finding& finding) { return finding.kind == "environment"; }

}  // namespace

bool is_finding_kind(std::string_view name) {
  return std::any_of(kFindingKinds.begin(), kFindingKinds.end(),
                     [&](const FindingKind& kind) { return kind.name == name; });
}

bool Verdict::passed() const {
  return findings.empty() && !checks.empty() &&
         std::all_of(checks.begin(), checks.end(), [](const auto& entry) {
           const CheckResult& result = entry.second;
           return result.judged && std::all_of(result.tests.begin(), result.tests.end(),
                                               [](const TestResult& test) { return test.passed; });
         });
}

bool Verdict::unjudged() const {
  return !findings.empty() && std::all_of(findings.begin(), findings.end(), is_environment);
}

double Verdict::points() const {
  double sum = 0;
  for (const auto& [check, result] : checks) sum += result.points;
  return sum;
}

int Verdict::points_at_most() const {
  int sum = 0;
  for (const auto& [check, result] : checks) {
    const bool could_not =
        std::any_of(findings.begin(), findings.end(), [check = check](const Finding& each) {
          return is_environment(each) && each.check == check;
        });
    if (!could_not) sum += result.points_at_most;
  }
  return sum;
}

const Verdict& worst(const std::vector<Verdict>& verdicts) {
  return *std::min_element(
      verdicts.begin(), verdicts.end(),
      [](const Verdict& one, const Verdict& other) { return one.points() < other.points(); });
}

}  // namespace interleave
