#include "judge/sanitizer_report.hpp"

#include <array>
#include <optional>
#include <regex>
#include <sstream>
#include <string_view>
#include <utility>

#include "judge/files.hpp"

namespace interleave {
namespace {

std::optional<Frame> parse_frame(const std::string& line) {
  // With a place: "    #1 0x55e in f(int) /path with spaces/a.cpp:12:3 (program+0x1b)"; the thread
  // sanitizer leaves the address out. Without one: "    #1 f(int) <null> (library.so+0x1b)".
  static const std::regex number(R"(^\s*#\d+ (?:0x[0-9a-f]+ )?(?:in )?(.*)$)");
  static const std::regex place(
      R"(^(.*?) ?((?:/|\.\.?/|[\w.-]+/)[^:]*):(\d+)(?::\d+)?(?: \(.*\))?$)");
  std::smatch match;
  if (!std::regex_match(line, match, number)) return std::nullopt;
  const std::string rest = match[1];
  if (std::regex_match(rest, match, place)) {
    return Frame{match[1], match[2], std::stoi(match[3])};
  }
  return Frame{rest.substr(0, rest.find(" <null>")), "", 0};
}

struct Name {
  std::string_view in_report;
  std::string_view kind;
};

// First match wins.
constexpr std::array kAddressNames{
    Name{"SEGV", "crash"},
    Name{"ABRT", "crash"},
    Name{"FPE", "crash"},
    Name{"BUS", "crash"},
    Name{"ILL", "crash"},
    Name{"stack-overflow", "crash"},
    Name{"out of memory", "resource limit"},
    Name{"out-of-memory", "resource limit"},
    Name{"allocation-size-too-big", "resource limit"},
    Name{"failed to allocate", "resource limit"},
    Name{"", "memory error"},
};
constexpr std::array kThreadNames{
    Name{"data race", "data race"},
    Name{"use-after-free", "use after free"},
    Name{"lock-order-inversion", "deadlock"},
    Name{"mutex", "mutex misuse"},
    Name{"lock of", "mutex misuse"},
    Name{"SEGV", "crash"},
    Name{"ABRT", "crash"},
    Name{"FPE", "crash"},
    Name{"BUS", "crash"},
    Name{"stack-overflow", "crash"},
    Name{"failed to allocate", "resource limit"},
    Name{"Thread limit", "resource limit"},
    Name{"unexpected memory mapping", "environment"},
    Name{"", "memory error"},
};
constexpr std::array kLeakNames{
    Name{"detected memory leaks", "leak"},
    Name{"", "environment"},
};

template <typename Names>
std::string kind_in(const Names& names, const std::string& description) {
  for (const Name& name : names) {
    if (description.find(name.in_report) != std::string::npos) return std::string(name.kind);
  }
  return "memory error";
}

/// The header of a report: "==12==ERROR: AddressSanitizer: heap-use-after-free on address ...".
std::optional<SanitizerReport> parse_header(const std::string& line) {
  static const std::regex header(
      R"(^(?:==\d+==)?(?:(?:ERROR|WARNING|FATAL): ?|(?=\w+: CHECK failed)))"
      R"((Address|Thread|Leak)Sanitizer:? (.*)$)");
  std::smatch match;
  if (!std::regex_search(line, match, header)) return std::nullopt;
  SanitizerReport report;
  report.description = match[2];
  for (const std::string_view end : {" on ", " (pid=", " in thread", " (", " \""}) {
    report.description = report.description.substr(0, report.description.find(end));
  }
  if (match[1] == "Address") report.kind = kind_in(kAddressNames, report.description);
  if (match[1] == "Thread") report.kind = kind_in(kThreadNames, report.description);
  if (match[1] == "Leak") report.kind = kind_in(kLeakNames, report.description);
  return report;
}

}  // namespace

std::vector<SanitizerReport> parse_sanitizer_text(const std::string& text) {
  std::vector<SanitizerReport> reports;
  std::istringstream lines(text);
  std::string title;
  bool in_stack = false;
  for (std::string line; std::getline(lines, line);) {
    if (std::optional<SanitizerReport> report = parse_header(line)) {
      reports.push_back(std::move(*report));
      in_stack = false;
    } else if (std::optional<Frame> frame = parse_frame(line)) {
      if (reports.empty()) reports.emplace_back();
      std::vector<Stack>& stacks = reports.back().stacks;
      if (!in_stack) stacks.push_back({title, {}});
      stacks.back().frames.push_back(std::move(*frame));
      in_stack = true;
      continue;
    }
    in_stack = false;
    if (const std::string content = trimmed(line); !content.empty()) title = content;
  }
  return reports;
}

std::vector<Stack> parse_stacks(const std::string& text) {
  std::vector<Stack> stacks;
  for (SanitizerReport& report : parse_sanitizer_text(text)) {
    for (Stack& stack : report.stacks) stacks.push_back(std::move(stack));
  }
  return stacks;
}

}  // namespace interleave
