// Under the explorer's control: sleep and the clocks.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <ctime>
#include <mutex>
#include <thread>
#include <vector>

#include "expect_exploration.hpp"

namespace {

using interleave::testing_explorer::expect_fault;
using interleave::testing_explorer::expect_no_fault;
using interleave::testing_explorer::in_parallel;
using interleave::testing_explorer::kEnough;
using interleave::testing_explorer::require;

using std::chrono::steady_clock;
using std::chrono::system_clock;
constexpr auto kHour = std::chrono::hours(1);

TEST(VirtualTime, AnHourPassesAtOnceAndTheClocksShowIt) {
  expect_no_fault([] {
    const auto steady = steady_clock::now();
    const auto system = system_clock::now();
    const auto virtual_start = interleave::virtual_now();
    std::this_thread::sleep_for(kHour);
    require(steady_clock::now() - steady >= kHour, "the steady clock stood still");
    require(system_clock::now() - system >= kHour, "the system clock stood still");
    require(interleave::virtual_now() - virtual_start >= kHour, "virtual time stood still");
  });
}

TEST(VirtualTime, SleepsUntilAPointOfEitherClock) {
  expect_no_fault([] {
    const auto steady = steady_clock::now() + kHour;
    std::this_thread::sleep_until(steady);
    require(steady_clock::now() >= steady, "woke up too early");
    const auto system = system_clock::now() + kHour;
    std::this_thread::sleep_until(system);
    require(system_clock::now() >= system, "woke up too early");
  });
}

TEST(VirtualTime, SleepsNotAtAllUntilAPointInThePast) {
  expect_no_fault([] {
    const auto start = interleave::virtual_now();
    std::this_thread::sleep_until(steady_clock::now() - kHour);
    std::this_thread::sleep_for(-kHour);
    require(interleave::virtual_now() - start < kHour, "slept");
  });
}

TEST(VirtualTime, NeverGoesBack) {
  expect_no_fault([] {
    const auto look = [] {
      const auto first = steady_clock::now();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      const auto second = steady_clock::now();
      require(second - first >= std::chrono::milliseconds(1), "the clock went back");
    };
    in_parallel(look, look);
  });
}

TEST(VirtualTime, OfTheBodyStandsStillWithoutASleep) {
  expect_no_fault([] {
    const auto start = interleave::virtual_now();
    std::mutex mutex;
    const auto lock = [&mutex] { const std::scoped_lock held(mutex); };
    in_parallel(lock, lock);
    require(interleave::virtual_now() == start, "virtual time passed");
  });
}

TEST(VirtualTime, EndsAYieldLoopWithADeadline) {
  expect_no_fault([] {
    std::atomic<bool> never = false;
    const auto deadline = steady_clock::now() + std::chrono::milliseconds(10);
    while (!never && steady_clock::now() < deadline) std::this_thread::yield();
    require(steady_clock::now() >= deadline, "left the loop too early");
  });
}

TEST(VirtualTime, EndsALoopOnTheClockAlone) {
  expect_no_fault([] {
    const auto deadline = steady_clock::now() + std::chrono::milliseconds(10);
    while (steady_clock::now() < deadline) {
    }
  });
}

TEST(VirtualTime, GivesTheOthersTheirTurnInAYieldLoopWithADeadline) {
  expect_no_fault([] {
    std::atomic<bool> flag = false;
    std::thread setter([&] { flag = true; });
    const auto deadline = steady_clock::now() + kHour;
    while (!flag && steady_clock::now() < deadline) std::this_thread::yield();
    setter.join();
    require(flag, "the flag was not set");
  });
}

// --- A sleep synchronises nothing. ---

TEST(Sleep, DoesNotHandOver) {
  expect_fault("data race", [] {
    int value = 0;
    std::thread thread([&] { value = 1; });
    std::this_thread::sleep_for(kHour);
    require(value < 2, "never");
    thread.join();
  });
}

// The thread that sleeps adds 2, the other one, which is ready at once, adds 1.
bool sleeper_came_first() {
  std::mutex mutex;
  std::vector<int> order;
  in_parallel(
      [&] {
        std::this_thread::sleep_for(kHour);
        const std::scoped_lock lock(mutex);
        order.push_back(2);
      },
      [&] {
        const std::scoped_lock lock(mutex);
        order.push_back(1);
      });
  return order.front() == 2;
}

TEST(Sleep, MayEndBeforeAnotherThreadHasRun) {
  expect_fault("wrong result", [] { require(!sleeper_came_first(), "the sleeper came first"); });
}

TEST(Sleep, EndsExactlyWhenDueIfTimeIsExact) {
  expect_no_fault([] { require(!sleeper_came_first(), "the sleeper came first"); },
                  {.schedules = kEnough, .exact_time = true});
}

TEST(Sleep, ShorterOnesEndFirstIfTimeIsExact) {
  expect_no_fault(
      [] {
        std::atomic<int> ended = 0;
        in_parallel(
            [&] {
              std::this_thread::sleep_for(2 * kHour);
              require(++ended == 2, "the longer sleep ended first");
            },
            [&] {
              std::this_thread::sleep_for(kHour);
              require(++ended == 1, "the shorter sleep ended last");
            });
      },
      {.schedules = kEnough, .exact_time = true});
}

TEST(Sleep, InParallelTakesAsLongAsTheLongestIfTimeIsExact) {
  expect_no_fault(
      [] {
        const auto start = interleave::virtual_now();
        in_parallel([] { std::this_thread::sleep_for(kHour); },
                    [] { std::this_thread::sleep_for(2 * kHour); });
        require(interleave::virtual_now() - start == 2 * kHour, "took another time");
      },
      {.schedules = kEnough, .exact_time = true});
}

TEST(Sleep, IsTheSameByPosix) {
  expect_no_fault(
      [] {
        const auto start = interleave::virtual_now();
        const timespec second = {.tv_sec = 1, .tv_nsec = 0};
        nanosleep(&second, nullptr);
        clock_nanosleep(CLOCK_MONOTONIC, 0, &second, nullptr);
        require(interleave::virtual_now() - start == std::chrono::seconds(2), "took another time");
      },
      {.schedules = kEnough, .exact_time = true});
}

}  // namespace
