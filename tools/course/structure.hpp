#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "course/course.hpp"

namespace interleave {

/// What the first comment of a known-wrong submission promises:
///   // Wrong: waits with if, so a spurious wakeup pops an empty queue.
///   // Rejected by: race-free (wrong result, deadlock), correct (hang)
struct WrongHeader {
  std::string fault;
  std::map<Check, std::set<std::string>> may_say;
};

/// Throws InputError that says what the comment lacks.
WrongHeader read_wrong_header(const Course& course, const std::filesystem::path& file);

/// All that is wrong with the course's files, before any of them is graded: files that are missing
/// or that nothing declares, too few submissions to prove a grader with, checks without tests,
/// docs that quote code which does not exist. One sentence each, beginning with the file.
///
/// Of the whole course, or, when `only` is not empty, of these exercises' own files alone.
std::vector<std::string> structural_problems(const Course& course,
                                             const std::vector<const Exercise*>& only);

}  // namespace interleave
