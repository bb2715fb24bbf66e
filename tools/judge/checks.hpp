#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "judge/course.hpp"
#include "judge/verdict.hpp"
#include "process/process.hpp"

namespace interleave {

struct GradeOptions {
  /// Compile and run the two flavours side by side. Off where submissions are graded side by side.
  bool flavours_in_parallel = true;
  /// Bring the exercise's grader up to date meanwhile. Off where that has been done for all.
  bool build_grader = true;
};

/// What the explorer's random strategies begin with; none: the environment's, or else the usual
/// one.
using Seed = std::optional<unsigned>;

/// The one path: grades any submission to an exercise.
///
///   workspace -> compile in both flavours -> rules -> link -> run -> evidence -> verdict
///
/// Compiled and linked once, and run under the explorer with each of `seeds`: a verdict for each of
/// them. What runs natively runs once.
/// Thread-safe. Throws InputError for a file that cannot be read or a course that does not build,
/// Interrupted on Ctrl-C; whatever the submission does ends up in the verdict.
std::vector<Verdict> grade(const Course& course, const Exercise& exercise,
                           const Submission& submission, const std::vector<Seed>& seeds,
                           const GradeOptions& options = {});

/// The same with one seed, the environment's or else the usual one.
Verdict grade(const Course& course, const Exercise& exercise, const Submission& submission,
              const GradeOptions& options = {});

/// Which check a test belongs to in which flavour: suites whose name ends in "Concurrent" are the
/// check `concurrent`; all others are `correct`, and `race-free` when instrumented for races.
bool is_concurrency_test(const std::string& test);
Check check_under_explorer(const std::string& test);
/// One that an instructor has added: its suite's name has "Private" in it.
bool is_private_test(const std::string& test);

/// How these tests of a linked grader are run: their limits, a clean environment, their evidence on
/// the channel for events, with a key that nobody else knows.
ProcessRequest grader_request(const Course& course, const std::filesystem::path& program,
                              const std::vector<std::string>& tests, const Limits& limits);

/// Runs such a request; of the events those remain that begin with its key, which is cut off.
/// Throws Interrupted on Ctrl-C.
ProcessResult run_grader(const ProcessRequest& request);

}  // namespace interleave
