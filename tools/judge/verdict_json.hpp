#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "judge/verdict.hpp"

namespace interleave {

/// A verdict for machines:
///   {"exercise", "submission", "passed", "unjudged", "points", "points_at_most", "warnings",
///    "checks": [{"check", "judged", "points", "points_at_most",
///                "tests": [{"name", "how", "passed", "complete", "searched",
///                           "hidden": true if it is a private one}]}],
///    "findings": [{"check", "kind", "test", "message",
///                  "places": [{"label", "file", "line", "text"}],
///                  "schedule": see docs/explorer.md}]}
nlohmann::json verdict_json(const Verdict& verdict);
nlohmann::json finding_json(const Finding& finding);

/// A document as text. Of what is no UTF-8 in it (an answer's own lines may be anything) each byte
/// becomes U+FFFD.
std::string json_text(const nlohmann::json& document, int indent = 2);

}  // namespace interleave
