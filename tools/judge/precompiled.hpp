#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "judge/build.hpp"
#include "judge/course.hpp"

namespace interleave {

// Most of the time that a small answer takes to compile goes into the headers that it includes. A
// header of *the answer's own include lines* is therefore precompiled and kept, by content, in
// build/course/precompiled: an edit that leaves the includes alone then compiles in a third of the
// time. A forgotten include stays forgotten, because nothing is in it that the answer does not
// name. Failing that, one of the contract alone serves, which nearly every answer includes.

/// The header to compile `source` with (`-include`), or nothing: none has been made yet, or the
/// file does not begin with includes of the standard library and its contract alone.
std::optional<std::filesystem::path> find_precompiled(const Course& course,
                                                      const Exercise& exercise,
                                                      const Recipe& recipe, const Flags& flags,
                                                      const std::filesystem::path& source);

/// The file that the compiler takes in place of such a header.
std::filesystem::path compiled(std::filesystem::path header);

/// For the next check of the same answer: makes the headers that this one lacked, once it has
/// lacked them twice, so that a single check never pays. Takes some two seconds; call it when the
/// verdict has been shown. Failing to make one is no error.
void prepare_precompiled(const Course& course, const Exercise& exercise,
                         const Submission& submission);

/// Before many answers to one exercise are judged: makes the headers that so many of them would use
/// that it takes less time than it saves. Failing to make one is no error.
void prepare_precompiled(const Course& course, const Exercise& exercise,
                         const std::vector<Submission>& submissions);

}  // namespace interleave
