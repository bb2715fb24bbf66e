// What must become of the submissions that the course knows: starters, solutions, right and wrong
// answers.

#include "judge/known_answers.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <regex>
#include <sstream>
#include <string_view>
#include <vector>

#include "judge/errors.hpp"
#include "judge/files.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

/// In a comment, for all that may be seen of a program that has lost its memory or its mutexes,
/// which depends on the machine's luck.
constexpr std::string_view kUndefined = "undefined behaviour";

/// What stands behind `marker` in a comment, up to the next marker.
std::string after(const std::string& comment, const std::string& marker) {
  const std::size_t at = comment.find(marker);
  if (at == std::string::npos) return {};
  std::string text = comment.substr(at + marker.size());
  text = text.substr(0, text.find("Rejected by:"));
  const std::size_t begin = text.find_first_not_of(' ');
  const std::size_t end = text.find_last_not_of(' ');
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

std::string first_message(const Verdict& verdict) {
  return verdict.findings.empty() ? "" : "\n    " + verdict.findings.front().message;
}

KnownOutcome of_starter(const Verdict& verdict) {
  KnownOutcome outcome;
  if (!verdict.checks.at(Check::kRules).judged) {
    outcome.problem = "the starter does not compile" + first_message(verdict);
  } else if (!verdict.warnings.empty()) {
    outcome.problem = "the starter compiles with warnings:\n" + verdict.warnings;
  } else if (verdict.passed()) {
    outcome.problem = "the starter passes: its grader asks for nothing";
  } else if (verdict.unjudged()) {
    outcome.problem = "could not be judged: " + reasons(verdict) + first_message(verdict);
  } else {
    outcome.word = "rejected";
  }
  return outcome;
}

KnownOutcome of_right(const Verdict& verdict) {
  KnownOutcome outcome;
  if (!verdict.passed()) {
    outcome.problem =
        fmt::format("is right, but was rejected by {}{}", reasons(verdict), first_message(verdict));
  } else if (!verdict.warnings.empty()) {
    outcome.problem = "compiles with warnings:\n" + verdict.warnings;
  } else {
    outcome.word = "passed";
  }
  return outcome;
}

KnownOutcome of_wrong(const Verdict& verdict, const WrongHeader& header) {
  KnownOutcome outcome;
  std::vector<std::string> unexpected;
  for (const Finding& finding : verdict.findings) {
    const auto allowed = header.may_say.find(finding.check);
    if (allowed == header.may_say.end() || !allowed->second.contains(finding.kind)) {
      unexpected.push_back(
          fmt::format("{} ({}): {}", name_of(finding.check), finding.kind, finding.message));
    }
  }
  if (!unexpected.empty()) {
    outcome.problem = fmt::format("was rejected for a reason that its comment does not state: {}",
                                  unexpected.front());
  } else if (verdict.passed()) {
    outcome.problem = fmt::format("is wrong ({}) and passes", header.fault);
  } else {
    outcome.word = "rejected";
  }
  return outcome;
}

}  // namespace

std::string first_comment(const std::string& content) {
  std::string comment;
  std::istringstream lines(content);
  for (std::string line; std::getline(lines, line) && line.rfind("//", 0) == 0;) {
    comment += line.substr(std::min<std::size_t>(line.size(), 3)) + ' ';
  }
  return comment;
}

WrongHeader read_wrong_header(const Course& course, const fs::path& file) {
  const std::string comment = first_comment(read_file(file));
  WrongHeader header;
  header.fault = after(comment, "Wrong:");
  const std::string rejected = after(comment, "Rejected by:");
  const auto lacks = [&](const std::string& what) {
    return InputError(fmt::format(
        "{}: the first comment {}. It reads `// Wrong: <what is wrong>` and `// Rejected by: "
        "<check> (<finding>, ...), ...`",
        course.shown(file), what));
  };
  if (header.fault.empty()) throw lacks("does not say `Wrong:`");
  if (rejected.empty()) throw lacks("does not say `Rejected by:`");
  static const std::regex entry(R"(\s*([a-z-]+) \(([^)]*)\),?)");
  std::size_t read = 0;
  for (auto at = std::sregex_iterator(rejected.begin(), rejected.end(), entry);
       at != std::sregex_iterator(); ++at) {
    if (static_cast<std::size_t>(at->position()) != read) break;
    read += static_cast<std::size_t>(at->length());
    const std::optional<Check> check = check_named((*at)[1].str());
    if (!check) throw lacks(fmt::format("names \"{}\", which is no check", (*at)[1].str()));
    std::istringstream kinds((*at)[2].str());
    for (std::string kind; std::getline(kinds, kind, ',');) {
      kind.erase(0, kind.find_first_not_of(' '));
      if (kind == kUndefined) {
        for (const FindingKind& seen : kFindingKinds) {
          if (seen.is_of_undefined_behaviour) header.may_say[*check].emplace(seen.name);
        }
        continue;
      }
      if (!is_finding_kind(kind)) {
        throw lacks(fmt::format("names \"{}\", which is no finding", kind));
      }
      header.may_say[*check].insert(kind);
    }
  }
  if (read < rejected.size() || header.may_say.empty()) {
    throw lacks(
        fmt::format("cannot be read after `Rejected by:` at \"{}\"", rejected.substr(read)));
  }
  return header;
}

std::string reasons(const Verdict& verdict) {
  std::set<std::string> found;
  for (const Finding& finding : verdict.findings) {
    found.insert(fmt::format("{} ({})", name_of(finding.check), finding.kind));
  }
  return found.empty() ? "nothing" : fmt::format("{}", fmt::join(found, ", "));
}

KnownOutcome known_outcome(const Course& course, const Submission& submission,
                           const Verdict& verdict) {
  if (submission.name == "starter") return of_starter(verdict);
  if (submission.name.rfind("wrong/", 0) == 0) {
    return of_wrong(verdict, read_wrong_header(course, submission.files.front()));
  }
  return of_right(verdict);
}

}  // namespace interleave
