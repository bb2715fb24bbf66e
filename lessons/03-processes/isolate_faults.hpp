#pragma once

#include <string>
#include <vector>

#include "process/child_process.hpp"

/// What came of one job.
struct JobReport {
  enum class End {
    kSucceeded,   ///< its last child exited with code 0
    kExitCode,    ///< its last child exited with another code
    kSignal,      ///< its last child was ended by a signal, and no attempt was left
    kNotStarted,  ///< its program cannot be started
  };
  End end = End::kNotStarted;
  int number = 0;      ///< the exit code; the signal; or the errno value that says why not
  int attempts = 0;    ///< how many children were started
  std::string output;  ///< all that the last child has printed, also if it failed
};

/// Runs each job in a child process of its own, all of them at the same time, and reports in the
/// order of the jobs what came of them, when all have come to an end. No job can harm another, nor
/// the caller, whatever it does to itself.
///
/// A job is a command: a program (a path, or a name to look up in PATH) and its arguments. An exit
/// code is a child's own answer, and it would give the same one again. A signal that ends a child
/// (it crashed, it was killed) is an accident: it is replaced by a new child with the same command,
/// at once, until `attempts` children have been started for the job.
///
/// Requires: the children need no input.
/// Guarantees: no child has to wait until another one has been read, and no job waits for another.
/// Failures are no errors: a job that fails is reported, and nothing is thrown for it. A program
/// that does not exist is reported with ENOENT, one that may not be executed with EACCES, a command
/// without words with EINVAL. On return all children have ended and been waited for, also those
/// that were replaced, and no descriptor that was opened here is open. No jobs: an empty result.
/// Errors: std::invalid_argument if `attempts` is less than 1; nothing is started then.
/// Thread-safety: may be called by several threads at the same time.
/// Source: 004-d, what one process does wrong does not reach another.
///
/// Example:
///   for (const JobReport& report : isolate_faults({{"./convert", "a"}, {"./convert", "b"}}, 3)) {
///     if (report.end == JobReport::End::kSignal) std::cerr << "signal " << report.number << '\n';
///   }
std::vector<JobReport> isolate_faults(const std::vector<std::vector<std::string>>& jobs,
                                      int attempts);
