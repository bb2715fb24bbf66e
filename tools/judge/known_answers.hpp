#pragma once

#include <map>
#include <set>
#include <string>

#include "judge/course.hpp"
#include "judge/verdict.hpp"

namespace interleave {

/// The comment that a file begins with, its lines joined; empty if it begins with none.
std::string first_comment(const std::string& content);

/// What the first comment of a known-wrong submission promises:
///   // Wrong: waits with if, so a spurious wakeup pops an empty queue.
///   // Rejected by: race-free (wrong result, deadlock), correct (hang)
struct WrongHeader {
  std::string fault;
  std::map<Check, std::set<std::string>> may_say;
};

/// Throws InputError that says what the comment lacks.
WrongHeader read_wrong_header(const Course& course, const std::filesystem::path& file);

/// Whether a submission that the course knows got the verdict that it must get.
struct KnownOutcome {
  std::string word;     ///< "passed" or "rejected": what it was, if that is as it must be
  std::string problem;  ///< otherwise
};

/// By its name: a "starter" compiles and fails, "wrong/..." is rejected for a reason that its first
/// comment states, all others pass. Throws as read_wrong_header does.
KnownOutcome known_outcome(const Course& course, const Submission& submission,
                           const Verdict& verdict);

/// What a verdict found, in a line.
std::string reasons(const Verdict& verdict);

}  // namespace interleave
