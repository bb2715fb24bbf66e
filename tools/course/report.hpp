#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "course/course.hpp"
#include "course/verdict.hpp"

namespace interleave {

/// A verdict as a learner reads it, with what to do next.
std::string verdict_text(const Verdict& verdict, const Exercise& exercise);

/// The same for machines:
///   {"exercise", "submission", "passed", "unjudged", "points", "points_at_most", "warnings",
///    "checks": [{"check", "judged", "points", "points_at_most",
///                "tests": [{"name", "how", "passed", "complete", "searched",
///                           "hidden": true if it is a private one}]}],
///    "findings": [{"check", "kind", "test", "message",
///                  "places": [{"label", "file", "line", "text"}],
///                  "schedule": see docs/explorer.md}]}
nlohmann::json verdict_json(const Verdict& verdict);

/// One finding, as both of the above show it.
std::string finding_text(const Finding& finding);
nlohmann::json finding_json(const Finding& finding);

/// The same text without colours, for files: what stdout is must not matter there.
std::string plain_finding_text(const Finding& finding);

}  // namespace interleave
