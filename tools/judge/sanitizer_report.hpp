#pragma once

#include <string>
#include <vector>

namespace interleave {

/// One line of a stack, as every sanitizer prints it: "#2 0x... in function file:line".
struct Frame {
  std::string function;
  std::string file;  ///< empty if unknown
  int line = 0;
};

/// One stack of a report with the line above it: "Previous write of size 4 at ... by thread T1:".
struct Stack {
  std::string title;
  std::vector<Frame> frames;
};

/// One thing that a sanitizer reports.
struct SanitizerReport {
  std::string kind;         ///< a finding's kind: "data race", "memory error", "crash", ...
  std::string description;  ///< what the sanitizer calls it: "heap-use-after-free"
  std::vector<Stack> stacks;
};

/// Reads what the address, leak or thread sanitizer of GCC or Clang printed: any number of reports,
/// and text that is none, which is passed over.
std::vector<SanitizerReport> parse_sanitizer_text(const std::string& text);

/// Only the stacks in `text`.
std::vector<Stack> parse_stacks(const std::string& text);

}  // namespace interleave
