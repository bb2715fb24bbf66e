#pragma once

#include <map>
#include <string>
#include <vector>

#include "judge/catalog.hpp"

namespace interleave {

/// A line of source that a finding points at.
struct Place {
  std::string label;  ///< "write by the main thread", "thread 2 waits here", ...
  std::string file;   ///< as a person in the course's directory would write it
  int line = 0;
  std::string text;  ///< the line itself
};

/// One thing that is wrong with a submission.
struct Finding {
  Check check = Check::kCorrect;
  std::string kind;     ///< "data race", "wrong result", ...: see `kFindingKinds`
  std::string test;     ///< the test that brought it to light, or empty
  std::string message;  ///< one sentence or more, in the learner's terms
  std::vector<Place> places;
  std::string timeline{};  ///< the failing schedule, a column per thread, or empty
  std::string replay{};    ///< what `./course replay` shows it again by
  std::string schedule{};  ///< the same as JSON: see docs/explorer.md
};

/// Every kind of finding there is.
inline const std::vector<std::string> kFindingKinds{"does not compile",
                                                    "compile limit",
                                                    "forbidden construct",
                                                    "wrong result",
                                                    "crash",
                                                    "memory error",
                                                    "leak",
                                                    "hang",
                                                    "ended early",
                                                    "resource limit",
                                                    "data race",
                                                    "deadlock",
                                                    "lost wake-up",
                                                    "livelock",
                                                    "use after free",
                                                    "mutex misuse",
                                                    "thread never joined",
                                                    "process left behind",
                                                    "descriptor leak",
                                                    "serial",
                                                    "too few at once",
                                                    "too many at once",
                                                    "unbalanced",
                                                    "environment"};

struct TestResult {
  std::string name;  ///< "RunWorkers.CallsWorkOnceWithEachNumber"
  std::string how;   ///< "explored", "repeated", "rendezvous", "native"; empty if it never ended
  bool passed = false;
  bool complete = false;   ///< explored on every schedule
  std::string searched{};  ///< explored: how far; or why it could not be
  bool seeded = false;     ///< explored: another seed might have tried other schedules
  bool hidden = false;     ///< a private one: its result is for after the marks are published
};

struct CheckResult {
  bool judged = false;  ///< false: the machine could not, or an earlier check stopped everything
  std::vector<TestResult> tests;
  double points = 0;
  int points_at_most = 0;
};

struct Verdict {
  std::string exercise;
  std::string submission;
  std::string answer;  ///< fingerprint of the answer files that were graded
  std::map<Check, CheckResult> checks;
  std::vector<Finding> findings;
  std::string warnings;  ///< what the compiler said of an answer that compiles

  /// Positive evidence for every test of every check, and no finding.
  bool passed() const;
  /// The machine could not judge all of it, and what it could judge is right.
  bool unjudged() const;
  double points() const;
  /// Checks that could not be judged leave the denominator.
  int points_at_most() const;
};

/// The one with the fewest points, of one or more; the first of several.
const Verdict& worst(const std::vector<Verdict>& verdicts);

}  // namespace interleave
