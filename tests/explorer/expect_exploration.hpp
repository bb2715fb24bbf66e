#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "explorer/exploration.hpp"
#include "explorer/explore.hpp"

/// What the explorer's own tests share: expectations about whole explorations. Their last two
/// parameters are where they stand, so that a failure names the line of the test.
namespace interleave::testing_explorer {

/// Schedules that are enough to find what these small programs can do; a search that must be
/// complete gets the explorer's own default.
constexpr std::size_t kEnough = 1'000;

/// All of an exploration, for the message of a failed expectation.
inline std::string describe(const Exploration& found) {
  return "fault: " + (found.fault.empty() ? "none" : found.fault) + "\n" + found.sentence + "\n" +
         found.timeline + "\nreplay: " + found.replay +
         "\nschedules: " + std::to_string(found.schedules) +
         ", pruned: " + std::to_string(found.pruned) +
         ", first failure: " + std::to_string(found.first_failure) +
         (found.complete ? ", complete" : ", not complete");
}

/// What an exploration that names a fault says besides.
inline void expect_told_in_full(const Exploration& found) {
  EXPECT_FALSE(found.sentence.empty()) << describe(found);
  EXPECT_GE(found.first_failure, 1U) << describe(found);
}

/// One of `faults` is found in `body`; "" among them stands for none.
inline void expect_fault_among(const std::vector<std::string>& faults,
                               const std::function<void()>& body,
                               const ExploreOptions& options = {},
                               const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  const testing::ScopedTrace trace(file, line, "");
  const Exploration found = run_exploration(body, options);
  EXPECT_NE(std::find(faults.begin(), faults.end(), found.fault), faults.end())
      << "none of " << testing::PrintToString(faults) << "\n"
      << describe(found);
  if (!found.fault.empty()) expect_told_in_full(found);
}

inline void expect_fault(const std::string& fault, const std::function<void()>& body,
                         const ExploreOptions& options = {}, const char* file = __builtin_FILE(),
                         int line = __builtin_LINE()) {
  expect_fault_among({fault}, body, options, file, line);
}

inline void expect_no_fault(const std::function<void()>& body,
                            const ExploreOptions& options = {.schedules = kEnough},
                            const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  expect_fault_among({""}, body, options, file, line);
}

/// No fault is found, and every schedule was run.
inline void expect_proved(const std::function<void()>& body, const ExploreOptions& options = {},
                          const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  const testing::ScopedTrace trace(file, line, "");
  const Exploration found = run_exploration(body, options);
  EXPECT_EQ(found.fault, "") << describe(found);
  EXPECT_TRUE(found.complete) << describe(found);
  EXPECT_EQ(found.first_failure, 0U) << describe(found);
}

/// In a body: ends the schedule as a "wrong result" unless `holds`.
inline void require(bool holds, const char* message, const char* file = __builtin_FILE(),
                    int line = __builtin_LINE()) {
  if (!holds) fail_schedule(message, file, line);
}

/// Runs each function on a thread of its own, and joins them all.
template <class... Functions>
void in_parallel(Functions... functions) {
  std::array<std::thread, sizeof...(functions)> threads{std::thread(functions)...};
  for (std::thread& thread : threads) thread.join();
}

}  // namespace interleave::testing_explorer
