#pragma once

#include <string>
#include <vector>

#include "judge/course.hpp"

namespace interleave {

/// All that is wrong with the course's files, before any of them is graded: files that are missing
/// or that nothing declares, too few submissions to prove a grader with, checks without tests,
/// docs that quote code which does not exist. One sentence each, beginning with the file.
///
/// Of the whole course, or, when `only` is not empty, of these exercises' own files alone.
std::vector<std::string> structural_problems(const Course& course,
                                             const std::vector<const Exercise*>& only);

}  // namespace interleave
