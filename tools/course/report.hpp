#pragma once

#include <string>

#include "judge/course.hpp"
#include "judge/verdict.hpp"

namespace interleave {

/// A verdict as a learner reads it, with what to do next.
std::string verdict_text(const Verdict& verdict, const Exercise& exercise);

/// How a test ran, as it stands there: "explored", "on every schedule", "native", ...
std::string way_of(const TestResult& test);

/// One finding, as it stands there.
std::string finding_text(const Finding& finding);

/// The same text without colours, for files: what stdout is must not matter there.
std::string plain_finding_text(const Finding& finding);

}  // namespace interleave
