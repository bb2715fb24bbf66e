#pragma once

#include <chrono>
#include <functional>
#include <memory>

/// Does some work again and again, once in every period, on a thread of its own, until it is
/// stopped: a heartbeat, a cache that is swept, statistics that are written out.
///
/// Guarantees: the calls are made one after another, on a thread that belongs to the worker. `work`
/// is due at the end of each period, that is k periods after the construction, k = 1, 2, ...: calls
/// do not drift, however long they take. No call begins before it is due. A due time that comes
/// while a call is under way is left out, and not made up for. The thread sleeps meanwhile; it does
/// not look again and again.
/// Thread-safe: `stop` may be called from any thread, from several at once, and from inside `work`,
/// there even if the constructor has not returned yet. When the object is destroyed, nobody else
/// uses it.
/// Memory ordering: everything that happened before the constructor is visible to `work`;
/// everything that `work` did is visible to its next call, after `stop` (but not after one that was
/// called from inside `work`), and after the destructor.
/// Source: 002-a, state that threads share; here it is no more than "stop", and easily gets lost.
///
/// Example:
///   PeriodicWorker sweeper(std::chrono::minutes(5), [&] { cache.remove_expired(); });
///   serve(cache);
///   sweeper.stop();  // at once, and not in up to five minutes
class PeriodicWorker {
 public:
  /// Starts the thread, and returns without waiting for it.
  ///
  /// Requires: `period` is at most a day; `work` does not throw.
  /// Errors: std::invalid_argument if `period` is not positive or `work` is empty; nothing is
  /// started then.
  PeriodicWorker(std::chrono::nanoseconds period, std::function<void()> work);

  /// Stops, as `stop` does. Not called from inside `work`.
  ~PeriodicWorker();

  PeriodicWorker(const PeriodicWorker&) = delete;
  PeriodicWorker& operator=(const PeriodicWorker&) = delete;

  /// Ends the calls. A call that is under way is finished, and `stop` returns as soon as it has
  /// ended; if there is none, `stop` returns at once, however much of the period is left. When any
  /// `stop` has returned, no call is under way and none begins any more.
  ///
  /// From inside `work`, `stop` waits for nothing, because it would wait for itself: that call goes
  /// on, and is the last. To stop again does no harm.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};
