#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "expect_exploration.hpp"

/// Litmus tests of the memory model: tiny programs of atomics, each with one outcome in question.
/// Compile them with -O1 or more: at -O0 GCC makes every memory order seq_cst.
namespace interleave::testing_explorer {

constexpr auto kRelaxed = std::memory_order_relaxed;
constexpr auto kAcquire = std::memory_order_acquire;
constexpr auto kRelease = std::memory_order_release;
constexpr auto kAcqRel = std::memory_order_acq_rel;
constexpr auto kSeqCst = std::memory_order_seq_cst;

/// What stands between two accesses of a thread.
constexpr auto kNothing = [] {};
constexpr auto kAcquireFence = [] { std::atomic_thread_fence(kAcquire); };
constexpr auto kReleaseFence = [] { std::atomic_thread_fence(kRelease); };
constexpr auto kAcqRelFence = [] { std::atomic_thread_fence(kAcqRel); };
constexpr auto kSeqCstFence = [] { std::atomic_thread_fence(kSeqCst); };

/// Runs the threads of a litmus test, joins them, and says whether the outcome came about.
using Litmus = std::function<bool()>;

constexpr bool kWeak = true;
constexpr bool kStrong = false;

inline Exploration explore_litmus(const Litmus& litmus, const ExploreOptions& options) {
  return run_exploration(
      [&litmus] {
        if (litmus()) fail_schedule("the outcome in question", __FILE__, __LINE__);
      },
      options);
}

inline void expect_seen(const Litmus& litmus, bool weak_memory, const char* file, int line) {
  const testing::ScopedTrace trace(file, line, weak_memory ? "weak memory" : "strong memory");
  const Exploration found = explore_litmus(litmus, {.weak_memory = weak_memory});
  EXPECT_EQ(found.fault, "wrong result") << describe(found);
}

inline void expect_proved_never_seen(const Litmus& litmus, const char* file, int line) {
  const testing::ScopedTrace trace(file, line, "strong memory");
  const Exploration found = explore_litmus(litmus, {});
  EXPECT_EQ(found.fault, "") << describe(found);
  EXPECT_TRUE(found.complete) << describe(found);
}

/// C++20 allows the outcome, sequential consistency does not.
inline void expect_allowed(const Litmus& litmus, const char* file = __builtin_FILE(),
                           int line = __builtin_LINE()) {
  expect_proved_never_seen(litmus, file, line);
  expect_seen(litmus, kWeak, file, line);
}

/// Even sequential consistency allows the outcome: it takes nothing but another interleaving.
inline void expect_allowed_by_interleaving(const Litmus& litmus,
                                           const char* file = __builtin_FILE(),
                                           int line = __builtin_LINE()) {
  expect_seen(litmus, kStrong, file, line);
  expect_seen(litmus, kWeak, file, line);
}

/// The outcome must never be seen: C++20 forbids it, or the explorer does not model it.
inline void expect_never(const Litmus& litmus, const char* file = __builtin_FILE(),
                         int line = __builtin_LINE()) {
  expect_proved_never_seen(litmus, file, line);
  const testing::ScopedTrace trace(file, line, "weak memory");
  for (const Strategy strategy : {Strategy::kAll, Strategy::kRandom, Strategy::kPct}) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      const Exploration found = explore_litmus(
          litmus, {.schedules = 500, .weak_memory = true, .seed = seed, .strategy = strategy});
      EXPECT_EQ(found.fault, "") << "seed " << seed << "\n" << describe(found);
    }
  }
}

inline void expect_forbidden(const Litmus& litmus, const char* file = __builtin_FILE(),
                             int line = __builtin_LINE()) {
  expect_never(litmus, file, line);
}

}  // namespace interleave::testing_explorer
