#pragma once

#include <condition_variable>
#include <mutex>

namespace interleave {

/// Proves concurrency without a stopwatch: `arrive_and_wait` returns only once `parties` calls are
/// inside it at once. An answer that makes its calls one after another never gets that far: it
/// waits for ever, and the stall is reported as "serial" (one call inside) or "too few at once".
///
/// Thread-safe. Memory ordering: all that a thread did before it arrived happens before the return
/// of every call that it let go; so a rendezvous can hide races, and tests that look for races do
/// without.
///
/// Example:
///   Rendezvous meeting(3);
///   run_workers(3, [&](int) { meeting.arrive_and_wait(); });
class Rendezvous {
 public:
  /// Requires: parties >= 1.
  explicit Rendezvous(int parties);
  /// Fails the running test if they never met, and no exception is on its way: an answer that makes
  /// no calls at all waits nowhere.
  ~Rendezvous();
  Rendezvous(const Rendezvous&) = delete;
  Rendezvous& operator=(const Rendezvous&) = delete;

  /// Blocks until `parties` calls are inside; later calls pass at once.
  void arrive_and_wait();

  /// Counts one who waits somewhere else, until this has returned true once: then all are there.
  /// Does not block.
  bool arrive();

  /// A rendezvous that somebody waits in now: how many are inside, of how many.
  struct Stuck {
    int inside = 0;
    int parties = 0;
  };

  /// The newest rendezvous in which somebody waits, or {0, 0}. For the watch, when nothing moves.
  static Stuck stuck();

  /// True once a rendezvous was made in the running test; the next test starts with false.
  static bool used_since_reset();
  static void reset_used();

 private:
  const int parties_;
  std::mutex mutex_;
  std::condition_variable everyone_is_here_;
  int inside_ = 0;        // guarded by mutex_
  bool met_ = false;      // guarded by mutex_
  Rendezvous* previous_;  // guarded by the registry's mutex
};

}  // namespace interleave
