#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "course/class_results.hpp"

/// What went wrong in a class, counted.
namespace interleave {

/// How often one kind of finding came up.
struct KindCount {
  std::string kind;
  std::size_t findings = 0;
  std::size_t submissions = 0;
};

/// The kinds that came up at least once, most findings first, then by name.
std::vector<KindCount> count_kinds(const ClassResults& results);

/// The same finding in one or more submissions.
struct Mistake {
  std::size_t exercise = 0;  ///< which of ClassResults::exercises
  Check check = Check::kBuild;
  std::string kind;
  std::string test;                      ///< empty if no single test is to blame for it
  std::string message;                   ///< of the first submission that has it
  bool hidden = false;                   ///< found by a private test
  std::vector<std::size_t> submissions;  ///< which of ClassResults::submissions
};

/// Findings grouped by exercise, check, kind and test, those of most submissions first, then in the
/// order of the course. What the machine could not do is nobody's mistake and left out.
std::vector<Mistake> common_mistakes(const ClassResults& results);

}  // namespace interleave
