#include "course/report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <sstream>
#include <string_view>

#include "course/terminal.hpp"
#include "judge/files.hpp"

namespace interleave {
namespace {

constexpr std::size_t kFindingsShown = 3;  // of one check

std::string indented(const std::string& text, std::string_view indent) {
  std::string result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) result += fmt::format("{}{}\n", indent, line);
  return result;
}

/// "2 data race, 1 deadlock".
std::string tally_text(const std::map<std::string, std::size_t>& numbers) {
  std::string text;
  for (const auto& [name, number] : numbers) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", number, name);
  }
  return text;
}

std::string check_line(Check check, const CheckResult& result, bool found) {
  const auto passed =
      static_cast<std::size_t>(std::count_if(result.tests.begin(), result.tests.end(),
                                             [](const TestResult& test) { return test.passed; }));
  std::map<std::string, std::size_t> how;
  for (const TestResult& test : result.tests) {
    if (test.how.empty()) continue;
    ++how[way_of(test)];
  }
  const std::string ways = tally_text(how);
  const bool good = result.judged && !found && passed == result.tests.size();
  if (!result.judged)
    return fmt::format("  {} {:<11} not judged\n", paint("-", Style::kNote), name_of(check));
  std::string line = fmt::format(
      "  {} {:<11}", good ? paint("✓", Style::kGood) : paint("✗", Style::kBad), name_of(check));
  if (!result.tests.empty()) {
    line += fmt::format(" {}/{} tests", passed, result.tests.size());
    if (!ways.empty()) line += paint(" (" + ways + ")", Style::kFaint);
    if (!found && passed < result.tests.size()) line += " (not run: see above)";
    line += fmt::format("  {}/{} points", points_text(result.points), result.points_at_most);
  }
  line += '\n';
  for (const TestResult& test : result.tests) {
    if (test.how == "explored" || test.searched.empty()) continue;
    line += fmt::format("      {} ran natively: {}\n", test.name, test.searched);
  }
  return line;
}

/// The first of each kind, then the others: many of one kind hide nothing else.
std::vector<const Finding*> every_kind_first(const std::vector<const Finding*>& findings) {
  std::set<std::string> kinds;
  std::vector<const Finding*> first;
  std::vector<const Finding*> others;
  for (const Finding* finding : findings) {
    (kinds.insert(finding->kind).second ? first : others).push_back(finding);
  }
  first.insert(first.end(), others.begin(), others.end());
  return first;
}

std::string kinds_of(std::span<const Finding* const> findings) {
  std::map<std::string, std::size_t> numbers;
  for (const Finding* finding : findings) ++numbers[finding->kind];
  return tally_text(numbers);
}

using Paint = std::string (*)(std::string_view, Style);

std::string painted_finding_text(const Finding& finding, Paint paint) {
  std::string text = fmt::format("  {}", paint(finding.kind, Style::kBad));
  if (!finding.test.empty()) text += paint(" in " + finding.test, Style::kFaint);
  text += '\n' + indented(finding.message, "    ");
  for (const Place& place : finding.places) {
    text += fmt::format("    {}", place.label);
    if (place.line > 0) text += fmt::format(": {}:{}", place.file, place.line);
    text += '\n';
    if (const std::string code = trimmed(place.text); !code.empty()) {
      text += fmt::format("      {}\n", paint(code, Style::kStrong));
    }
  }
  if (!finding.timeline.empty()) text += '\n' + indented(finding.timeline, "    ");
  return text;
}

}  // namespace

std::string way_of(const TestResult& test) {
  if (test.how != "explored" || !test.complete) return test.how;
  // Every schedule is one thing, every value that a load may return another: the explorer says it.
  const bool sampled = test.searched.find("weak memory by samples") != std::string::npos;
  return sampled ? "on every schedule with weak memory by samples" : "on every schedule";
}

std::string finding_text(const Finding& finding) { return painted_finding_text(finding, paint); }

std::string plain_finding_text(const Finding& finding) {
  return painted_finding_text(finding,
                              [](std::string_view text, Style) { return std::string(text); });
}

std::string verdict_text(const Verdict& verdict, const Exercise& exercise) {
  const auto findings_of = [&](Check check) {
    std::vector<const Finding*> found;
    for (const Finding& finding : verdict.findings) {
      if (finding.check == check) found.push_back(&finding);
    }
    return found;
  };
  std::string_view word = "failed";
  Style style = Style::kBad;
  if (verdict.passed()) {
    word = "passed";
    style = Style::kGood;
  } else if (verdict.unjudged()) {
    word = "could not be judged";
    style = Style::kNote;
  }
  std::string text =
      fmt::format("{}  {}  {} of {} points\n", paint(verdict.exercise, Style::kStrong),
                  paint(word, style), points_text(verdict.points()), verdict.points_at_most());
  for (const Check check : kChecks) {
    const auto result = verdict.checks.find(check);
    if (result == verdict.checks.end()) continue;
    text += check_line(check, result->second, !findings_of(check).empty());
  }
  std::set<std::string> told;
  const bool rule_broken = !findings_of(Check::kRules).empty();
  for (const Check check : kChecks) {
    std::vector<const Finding*> findings = findings_of(check);
    if (findings.empty()) continue;
    if (rule_broken && check > Check::kRules) continue;  // most likely what the rule is there for
    text += fmt::format("\n{}\n", paint(name_of(check), Style::kStrong));
    // The same tests run for `correct` and for `race-free`: what both find is told once.
    const std::size_t repeated = std::erase_if(findings, [&](const Finding* finding) {
      return !told.insert(finding->kind + '|' + finding->test + '|' + finding->message).second;
    });
    findings = every_kind_first(findings);
    for (std::size_t i = 0; i < std::min(findings.size(), kFindingsShown); ++i) {
      text += finding_text(*findings[i]);
      if (!findings[i]->replay.empty()) {
        text +=
            fmt::format("    again: ./course replay {} {}\n", exercise.name, findings[i]->replay);
      }
    }
    if (findings.size() > kFindingsShown) {
      const std::span more = std::span(findings).subspan(kFindingsShown);
      text +=
          fmt::format("  ... and {} more ({}); --json shows all\n", more.size(), kinds_of(more));
    }
    if (repeated > 0) text += fmt::format("  {} as above\n", count(repeated, "finding"));
  }
  if (rule_broken) {
    text += fmt::format("  As long as it is there, the answer earns no points.{}\n",
                        verdict.findings.size() > 1 ? " What the other checks found: --json." : "");
  }
  if (!verdict.warnings.empty()) {
    text += fmt::format("\n{}\n{}", paint("the compiler warns", Style::kNote),
                        indented(verdict.warnings, "    "));
  }
  if (!verdict.passed() && !verdict.unjudged()) {
    text += fmt::format(
        "\nNext: edit lessons/{}/{}, then ./course check {}\n      ./course hint {} "
        "helps; docs/{}.md explains\n",
        exercise.lesson, exercise.answers.front(), exercise.name, exercise.name, exercise.lesson);
  }
  return text;
}

}  // namespace interleave
