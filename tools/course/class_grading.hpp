#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "course/private_tests.hpp"
#include "judge/course.hpp"

namespace interleave {

/// Which verdicts of an earlier run are made anew.
enum class Rerun { kNone, kUnjudged, kFailed, kAll };

struct ClassRequest {
  std::filesystem::path submissions;  ///< the folder that holds one entry for each
  std::filesystem::path out;
  std::vector<const Exercise*> exercises;  ///< in course order
  std::string sandbox;                     ///< what `judge` is told
  unsigned jobs = 1;                       ///< answers that are graded at the same time
  Rerun rerun = Rerun::kNone;
  std::optional<PrivateTests> private_tests;
  std::map<std::string, std::vector<std::string>> exemptions;  ///< exercise -> symbols
};

/// Grades a class: takes every submission in, grades each different answer to each exercise once,
/// and returns results.json (docs/results.md), which does not depend on the order in which things
/// were done, on how often the work was interrupted, or on the clock.
///
/// What has been graded is kept in `out`/verdicts under the content's name, so a later call goes on
/// where an earlier one was stopped, at whatever moment. Two calls for one `out` take turns.
/// Throws InputError, Interrupted.
nlohmann::json grade_class(const Course& course, const ClassRequest& request);

}  // namespace interleave
