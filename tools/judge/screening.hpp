#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "judge/build.hpp"
#include "judge/catalog.hpp"
#include "judge/verdict.hpp"

namespace interleave {

/// What a compiled answer has that an exercise forbids, or that no answer may have, because the
/// grader's evidence could be forged by it: parts of the grader, of sanitizers or of the C library
/// defined anew; calls that end the program, load or trace others behind the grader's back; code of
/// its own that runs before `main`. `allowed` names exceptions, by symbol.
///
/// `objects` were compiled for the address sanitizer, `others` with thread instrumentation: an
/// answer may differ between the two. It is a tripwire, and no wall: the answer shares the grader's
/// process. docs/instructors.md says so.
std::vector<Finding> screen(const Recipe& recipe, const Exercise& exercise,
                            const std::vector<std::filesystem::path>& objects,
                            const std::vector<std::filesystem::path>& others);

}  // namespace interleave
