#pragma once

#include <functional>
#include <memory>

/// A gate that lets at most `places` actions be inside at once: connections to a server, jobs that
/// need much memory, readers of a slow disk.
///
/// Guarantees: never more than `places` actions are inside, and never fewer than could be: an
/// action waits only while all places are taken, whatever became of those that had them before.
/// Which of several that wait comes next is not promised.
/// Thread-safe: any number of threads may use a gate at once. When it is destroyed no call is under
/// way.
/// Memory ordering: when an action gets in only because another has left, it sees everything that
/// the other did. So a gate with one place is a mutex.
/// Source: 002-a, resources that threads share: here one that is there `places` times.
///
/// Example:
///   Gate gate(4);
///   run_workers(100, [&](int page) { gate.run([&] { fetch(page); }); });  // 4 at a time
class Gate {
 public:
  /// A gate with `places` free places.
  ///
  /// Errors: std::invalid_argument if `places` is not positive.
  explicit Gate(int places);
  ~Gate();

  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  /// Waits until a place is free and takes it, calls `action` once, on the caller's thread, and
  /// gives the place back, also if `action` throws. The exception then leaves `run`.
  ///
  /// Requires: `action` does not enter the gate that it is inside of.
  void run(const std::function<void()>& action);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Lets `workers` workers do `rounds` rounds in step: calls `work(worker, round)` for worker = 0,
/// 1, ... and round = 0, 1, ..., and returns when all calls have ended.
///
/// Guarantees: no call of a round begins before every call of the round before has ended. The calls
/// of one round can all be under way at once. Each call is made once, but a worker whose call has
/// thrown takes no part in later rounds; the others go on without it.
/// Errors: std::invalid_argument if `workers` is not positive or `rounds` is negative; `work` is
/// not called then. If calls have thrown, the exception of the lowest worker among them is thrown,
/// after all calls have ended. `rounds == 0` does nothing.
/// Memory ordering: everything that happened before `run_rounds` is visible to every call;
/// everything that happened in a round is visible to all calls of the next, and after the last one
/// to the caller.
///
/// Example:
///   run_rounds(4, 100, [&](int strip, int step) { grid.update(strip, step); });
void run_rounds(int workers, int rounds, const std::function<void(int worker, int round)>& work);
