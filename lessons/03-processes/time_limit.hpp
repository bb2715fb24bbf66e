#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "process/child_process.hpp"

/// The clock by which limits are measured. That of a program that is used asks the system; that of
/// a test stands still until it is moved on by hand.
///
/// Thread-safe.
class LimitClock {
 public:
  virtual ~LimitClock() = default;

  /// What the clock shows.
  virtual std::chrono::milliseconds now() = 0;

  /// Waits until `process` has ended or the clock shows `deadline`, whichever comes first. True if
  /// it has ended, no matter when. Only looks: neither ends the process nor takes its exit status.
  ///
  /// Requires: `process` is a child of this program that nobody has waited for.
  virtual bool wait_for_end(pid_t process, std::chrono::milliseconds deadline) = 0;
};

/// How a child with a limit has ended.
struct LimitedEnd {
  interleave::ExitStatus status;
  bool overran = false;  ///< it was still running when its limit came, and has been ended for that

  friend bool operator==(const LimitedEnd&, const LimitedEnd&) = default;
};

/// Runs child processes that may take so long and no longer.
///
/// Guarantees: knows the time from its clock, and waits for time to pass in `wait_for_end` alone.
/// No descriptor of a child is open, once it has been waited for.
/// Thread-safety: one thread at a time uses an object.
/// Source: 004-d, a process cannot spoil what others do, as long as it ends.
///
/// Example:
///   LimitedProcesses conversions(clock);
///   for (const auto& file : files) conversions.start({"./convert", file}, 5s);
///   for (const LimitedEnd& end : conversions.wait_all()) if (end.overran) ++too_slow;
class LimitedProcesses {
 public:
  /// Requires: `clock` outlives the object.
  explicit LimitedProcesses(LimitClock& clock);

  /// Ends all children that `wait_all` has not waited for, with SIGKILL and each with its group,
  /// and waits for them.
  ~LimitedProcesses();

  LimitedProcesses(const LimitedProcesses&) = delete;
  LimitedProcesses& operator=(const LimitedProcesses&) = delete;

  /// Starts `command` (a program, as a path or a name to look up in PATH, and its arguments) in a
  /// child process that leads a group of its own, and returns without waiting for it. From now on
  /// it may run for `limit`.
  ///
  /// Requires: the child needs no input, and prints less than the 64 KiB that a pipe holds.
  /// Errors: std::invalid_argument if `limit` is not more than 0, or the command has no words;
  /// std::system_error with ENOENT if there is no such program, with EACCES if it may not be
  /// executed. Nothing has been started then, and the object is as before.
  void start(const std::vector<std::string>& command, std::chrono::milliseconds limit);

  /// Waits until all children have ended that were started since it was last called, and returns
  /// how they ended, in the order in which they were started.
  ///
  /// A child that is still running when its limit has come is ended with SIGKILL, and with it all
  /// processes of its group: as soon as its limit has come, whatever the other children do, and at
  /// once if the limit came before this call. One that has ended by itself has not overrun, no
  /// matter how late that is found, nor by which signal it was.
  std::vector<LimitedEnd> wait_all();

 private:
  struct State;
  std::unique_ptr<State> state_;
};
