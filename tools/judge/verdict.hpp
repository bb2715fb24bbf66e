#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
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

/// What a finding may be called.
struct FindingKind {
  std::string_view name;
  /// Whether it may be all that is seen of a program that has lost its memory or its mutexes.
  bool is_of_undefined_behaviour = false;
};

/// Every kind of finding there is.
inline constexpr std::array kFindingKinds{FindingKind{"does not compile"},
                                          FindingKind{"compile limit"},
                                          FindingKind{"forbidden construct"},
                                          FindingKind{"wrong result", true},
                                          FindingKind{"crash", true},
                                          FindingKind{"memory error", true},
                                          FindingKind{"leak", true},
                                          FindingKind{"hang", true},
                                          FindingKind{"ended early", true},
                                          FindingKind{"resource limit", true},
                                          FindingKind{"data race", true},
                                          FindingKind{"deadlock", true},
                                          FindingKind{"lost wake-up", true},
                                          FindingKind{"livelock", true},
                                          FindingKind{"use after free", true},
                                          FindingKind{"mutex misuse", true},
                                          FindingKind{"thread never joined", true},
                                          FindingKind{"process left behind", true},
                                          FindingKind{"descriptor leak", true},
                                          FindingKind{"serial"},
                                          FindingKind{"too few at once"},
                                          FindingKind{"too many at once"},
                                          FindingKind{"unbalanced"},
                                          FindingKind{"environment"}};

bool is_finding_kind(std::string_view name);

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
