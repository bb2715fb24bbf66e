#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "course/class_results.hpp"

/// The class in the formats of other programs.
namespace interleave {

/// A row for each submission, as RFC 4180 has it. No cell can become a formula of a spreadsheet.
std::string grades_csv(const ClassResults& results);

/// What Gradescope expects of an autograder as results.json, with a test for each exercise and
/// check. The private tests of a check are one more, which students see when the marks are
/// published: https://gradescope-autograders.readthedocs.io/en/latest/specs/
nlohmann::json gradescope_json(const ClassResults& results, const GradedSubmission& submission);

/// What a test runner of Exercism writes as results.json, version 3, without private tests:
/// https://exercism.org/docs/building/tooling/test-runners/interface
nlohmann::json exercism_json(const Verdict& verdict);

}  // namespace interleave
