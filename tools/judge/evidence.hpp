#pragma once

#include <functional>
#include <string>
#include <vector>

#include "judge/course.hpp"
#include "judge/sanitizer_report.hpp"
#include "judge/verdict.hpp"
#include "judge/workspace.hpp"
#include "process/process.hpp"

namespace interleave {

/// Turns stacks and file names into lines that a learner can look at.
class Locator {
 public:
  Locator(const Course& course, const Workspace& workspace)
      : course_(course), workspace_(workspace) {}

  /// The innermost frame of `stack` in the answer, else in the grader or its support; else a place
  /// with a label only.
  Place locate(const Stack& stack, std::string label) const;
  /// The line's text is there only if the file is the answer's, a grader's or the system's.
  Place at(const std::string& file, int line, std::string label) const;

 private:
  /// An answer says by #line what files its lines are in, and may name any that we can read.
  bool may_be_quoted(const std::filesystem::path& file) const;

  const Course& course_;
  const Workspace& workspace_;
};

/// What one run of a grader gives away.
struct RunEvidence {
  std::vector<TestResult> ended;  ///< tests that came to an end, passed or not
  std::vector<Finding> findings;
  std::string cut_off;         ///< the test during which the run ended, or empty
  bool worth_going_on = true;  ///< the tests that are left may be run in a process of their own
};

/// Reads the evidence of one run of a grader in which `expected` tests were to run. A test has
/// passed only if it began, ended as passed, and nothing was found in it; what the program printed
/// counts for nothing. `check_of` says which check a test belongs to.
RunEvidence read_evidence(const ProcessResult& run, const std::vector<std::string>& expected,
                          const std::function<Check(const std::string& test)>& check_of,
                          const Limits& limits, const Locator& locator);

/// Keeps the first of findings that say the same of the same lines; a loop of tests says it again.
void drop_repeats(std::vector<Finding>& findings);

}  // namespace interleave
