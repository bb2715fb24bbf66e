#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "judge/verdict.hpp"

/// Documents like those of `./course grade`, for the tests of what is made of them.
namespace interleave::testing_tools {

/// Every text that a stranger chose is this one in `hostile_class`: markup, a script, an end of
/// attributes, a formula, line ends, a control character, and letters that turn the direction
/// round.
inline const std::string kHostile =
    "=\"'><script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">"
    "</pre></td></style>&lt;\r\n\x1b\u202Ebackwards\u202C";

/// A verdict on 01-threads/first: 10 of 10 points.
Verdict passing_verdict();

/// The same with a data race in First.Adds, found by race-free with a timeline, and a wrong result
/// in the private test First.Private: 5 of 10 points.
Verdict racy_verdict();

/// A verdict with one finding that keeps everything else from being judged.
Verdict unbuilt_verdict();

/// A submission as in the document, with one answer.
nlohmann::json submission(const std::string& name, const Verdict& verdict);
nlohmann::json refused(const std::string& name, const std::string& reason);

/// The document, with the exercises 01-threads/first and 02-join/second.
nlohmann::json class_of(std::vector<nlohmann::json> submissions);

/// Two of them, graded and refused.
nlohmann::json hostile_class();

}  // namespace interleave::testing_tools
