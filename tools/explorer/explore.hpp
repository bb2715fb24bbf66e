#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>

/// The public API of the schedule explorer. Code that is compiled with -fsanitize=thread and linked
/// with the explorer runs its `explore` calls under schedules that the explorer chooses; linked
/// with the native library instead (and any sanitizer), on those that happen to occur.
namespace interleave {

enum class Strategy {
  kAll,         ///< kExhaustive; unless it ends, then kBounded, kRandom and kPct
  kExhaustive,  ///< every schedule, equivalent ones once (depth first with sleep sets)
  kBounded,     ///< every schedule with at most two preemptions
  kRandom,      ///< at each step any thread that can run
  kPct,         ///< by random priorities that change at random steps
};

/// What one call of `explore` may spend, and which behaviours it may show the body.
struct ExploreOptions {
  /// Upper bound on the schedules that are tried.
  std::size_t schedules = 10'000;

  /// How often a native build, which cannot choose schedules, runs the body; at most `schedules`.
  std::size_t native_runs = 5;

  /// Let atomic loads return stale values where C++20 [intro.races] allows it, seq_cst ones of
  /// stores that are not. A native build ignores this: it shows what the processor shows.
  bool weak_memory = false;

  /// Sleeps end when they are due and not before, and computing takes no time: `virtual_now` then
  /// tells how long the work must take at least. Otherwise a sleep may end at any moment, because
  /// it orders nothing.
  bool exact_time = false;

  /// Of the random strategies. The same seed gives the same schedules.
  std::uint64_t seed = 1;

  Strategy strategy = Strategy::kAll;
};

/// Runs `body` again and again, each time under another schedule of the threads that it starts.
///
/// Requires: `body` builds everything that it shares between threads anew, has ended every thread
/// that it started when it returns, and behaves alike in each call but for the schedule. Called
/// from one thread at a time.
/// Guarantees: stops at the first run that fails: one in which a GoogleTest assertion failed, a
/// sanitizer or the explorer found a fault, or an exception left `body` (which a native build
/// rethrows). Under the explorer each run happens in a forked child: what it changes outside of the
/// body is gone afterwards.
/// Memory ordering: all that a run did happens before the next run begins.
///
/// Example:
///   explore([] {
///     CallLog<int> calls;
///     run_workers(3, [&](int worker) { calls.add(worker); });
///     EXPECT_EQ(calls.size(), 3);
///   });
void explore(const std::function<void()>& body, const ExploreOptions& options = {});

/// The time that threads see inside `explore`: virtual under the explorer, where only sleeps and
/// timed waits move it; the monotonic clock in a native build, where it says *at least* how long
/// something took, never at most.
std::chrono::nanoseconds virtual_now();

/// True where `virtual_now` is exact, so that a test may also assert upper bounds ("eight tasks of
/// 10 ms on four threads take 20 ms"); false in a native build, where that would be a stopwatch.
bool time_is_virtual();

}  // namespace interleave
