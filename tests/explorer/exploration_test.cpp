// What an exploration reports: the same for the same seed, complete only if it is, within budget.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "expect_exploration.hpp"
#include "support/call_log.hpp"

namespace {

using interleave::Exploration;
using interleave::ExploreOptions;
using interleave::fail_schedule;
using interleave::run_exploration;
using interleave::Strategy;
using interleave::testing_explorer::describe;
using interleave::testing_explorer::expect_fault;
using interleave::testing_explorer::expect_no_fault;
using interleave::testing_explorer::expect_proved;
using interleave::testing_explorer::in_parallel;
using interleave::testing_explorer::require;

// --- Programs ---

/// Two threads check a balance under one lock, and act on it under another.
void check_then_act() {
  std::mutex mutex;
  int balance = 1;
  const auto withdraw = [&] {
    {
      const std::scoped_lock lock(mutex);
      if (balance < 1) return;
    }
    const std::scoped_lock lock(mutex);
    --balance;
  };
  in_parallel(withdraw, withdraw);
  require(balance >= 0, "the account is overdrawn");
}

void add_under_a_mutex() {
  std::mutex mutex;
  int count = 0;
  const auto add = [&] {
    const std::scoped_lock lock(mutex);
    ++count;
  };
  in_parallel(add, add);
  require(count == 2, "an update was lost");
}

constexpr std::size_t kPhilosophers = 3;

/// Philosophers who each eat once; if `ordered`, each takes the fork with the smaller number first.
void dine(bool ordered) {
  std::array<std::mutex, kPhilosophers> forks;
  const auto eat = [&](std::size_t seat) {
    std::size_t first = seat;
    std::size_t second = (seat + 1) % kPhilosophers;
    if (ordered && second < first) std::swap(first, second);
    const std::scoped_lock first_fork(forks[first]);
    const std::scoped_lock second_fork(forks[second]);
  };
  in_parallel([&] { eat(0); }, [&] { eat(1); }, [&] { eat(2); });
}

/// Has more schedules than any budget.
void contend() {
  std::mutex mutex;
  std::atomic<int> count = 0;
  const auto add = [&] {
    for (int i = 0; i < 6; ++i) {
      const std::scoped_lock lock(mutex);
      ++count;
    }
  };
  in_parallel(add, add, add);
  require(count == 18, "an update was lost");
}

// --- The same seed, the same words ---

void expect_same(const Exploration& first, const Exploration& second) {
  EXPECT_EQ(first.fault, second.fault);
  EXPECT_EQ(first.sentence, second.sentence);
  EXPECT_EQ(first.timeline, second.timeline);
  EXPECT_EQ(first.replay, second.replay);
  EXPECT_EQ(first.schedules, second.schedules);
  EXPECT_EQ(first.pruned, second.pruned);
  EXPECT_EQ(first.first_failure, second.first_failure);
  EXPECT_EQ(first.complete, second.complete);
}

constexpr std::array kStrategies = {Strategy::kAll, Strategy::kExhaustive, Strategy::kBounded,
                                    Strategy::kRandom, Strategy::kPct};

TEST(Seed, GivesTheSameBytesEachTime) {
  for (const Strategy strategy : kStrategies) {
    const ExploreOptions options = {.schedules = 300, .seed = 7, .strategy = strategy};
    expect_same(run_exploration(check_then_act, options), run_exploration(check_then_act, options));
    expect_same(run_exploration(contend, options), run_exploration(contend, options));
  }
}

TEST(Seed, DoesNotChangeTheVerdict) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    expect_fault("wrong result", check_then_act, {.seed = seed});
    expect_no_fault(add_under_a_mutex, {.seed = seed});
  }
}

// --- Completeness ---

TEST(Completeness, TwoThreadsOnOneMutexAreProved) { expect_proved(add_under_a_mutex); }

TEST(Completeness, TwoThreadsOnOneMutexHaveMoreThanOneSchedule) {
  const Exploration found = run_exploration(add_under_a_mutex);
  EXPECT_GE(found.schedules, 2U) << describe(found);
  EXPECT_LE(found.schedules, 151U) << describe(found);
}

TEST(Completeness, ThreePhilosophersAreProvedWithinAHundredAndThreeSchedules) {
  const Exploration found = run_exploration([] { dine(true); });
  EXPECT_EQ(found.fault, "") << describe(found);
  EXPECT_TRUE(found.complete) << describe(found);
  EXPECT_LE(found.schedules, 103U) << describe(found);
  RecordProperty("schedules", std::to_string(found.schedules));
  RecordProperty("pruned", std::to_string(found.pruned));
}

TEST(Completeness, ThreePhilosophersWithoutAnOrderDeadlock) {
  expect_fault("deadlock", [] { dine(false); });
  expect_fault("deadlock", [] { dine(false); }, {.strategy = Strategy::kExhaustive});
}

TEST(Completeness, IsNotFooledByAFunctionStatic) {
  expect_proved([] {
    static int runs = 0;
    ++runs;
    require(runs == 1, "a schedule found what an earlier one had left");
    add_under_a_mutex();
  });
}

TEST(Completeness, AFaultThatAStaticHidesAfterTheFirstScheduleIsFound) {
  expect_fault("wrong result", [] {
    // In one process, only the first schedule would see the fault that needs the other order.
    static bool first_schedule = true;
    const bool careless = first_schedule;
    first_schedule = false;
    std::atomic<int> winner = 0;
    const auto race = [&winner](int number) {
      int nobody = 0;
      winner.compare_exchange_strong(nobody, number);
    };
    in_parallel([&] { race(1); }, [&] { race(2); });
    require(!careless || winner == 1, "the second thread came first");
  });
}

TEST(Completeness, IsNotClaimedWhenTheBudgetRanOut) {
  const Exploration found =
      run_exploration(contend, {.schedules = 50, .strategy = Strategy::kExhaustive});
  EXPECT_EQ(found.fault, "") << describe(found);
  EXPECT_FALSE(found.complete) << describe(found);
  EXPECT_LE(found.schedules, 50U) << describe(found);
}

TEST(Completeness, IsNotClaimedByRandomStrategies) {
  for (const Strategy strategy : {Strategy::kRandom, Strategy::kPct}) {
    const Exploration found =
        run_exploration(add_under_a_mutex, {.schedules = 200, .strategy = strategy});
    EXPECT_EQ(found.fault, "") << describe(found);
    EXPECT_FALSE(found.complete) << describe(found);
  }
}

TEST(Budget, BoundsAllPhasesTogether) {
  const Exploration found = run_exploration(contend, {.schedules = 60});
  EXPECT_EQ(found.fault, "") << describe(found);
  EXPECT_GE(found.schedules, 1U) << describe(found);
  EXPECT_LE(found.schedules, 60U) << describe(found);
}

// --- Strategies ---

TEST(EachStrategy, FindsCheckThenAct) {
  for (const Strategy strategy : kStrategies) {
    expect_fault("wrong result", check_then_act, {.strategy = strategy});
  }
}

TEST(EachStrategy, FindsADataRace) {
  for (const Strategy strategy : kStrategies) {
    expect_fault("data race",
                 [] {
                   int count = 0;
                   const auto add = [&] { ++count; };
                   in_parallel(add, add);
                   require(count <= 2, "never");
                 },
                 {.strategy = strategy});
  }
}

TEST(EachStrategy, LetsASpinnerSeeItsFlag) {
  for (const Strategy strategy : kStrategies) {
    expect_no_fault(
        [] {
          std::atomic<bool> flag = false;
          in_parallel(
              [&] {
                while (!flag) {
                }
              },
              [&] { flag = true; });
        },
        {.schedules = 200, .strategy = strategy});
  }
}

// --- Time ---

TEST(VirtualMakespan, OfFourTasksOnTwoThreadsIsExact) {
  expect_no_fault(
      [] {
        using std::chrono::milliseconds;
        std::mutex mutex;
        int tasks = 4;
        const auto work = [&] {
          while (true) {
            {
              const std::scoped_lock lock(mutex);
              if (tasks == 0) return;
              --tasks;
            }
            std::this_thread::sleep_for(milliseconds(10));
          }
        };
        const auto start = interleave::virtual_now();
        in_parallel(work, work);
        require(interleave::virtual_now() - start == milliseconds(20), "not twenty milliseconds");
      },
      {.schedules = 200, .exact_time = true});
}

TEST(VirtualMakespan, OfTasksUnderALockIsTheirSum) {
  expect_no_fault(
      [] {
        using std::chrono::milliseconds;
        std::mutex mutex;
        const auto work = [&] {
          const std::scoped_lock lock(mutex);
          std::this_thread::sleep_for(milliseconds(10));
        };
        const auto start = interleave::virtual_now();
        in_parallel(work, work);
        require(interleave::virtual_now() - start == milliseconds(20), "not twenty milliseconds");
      },
      {.schedules = 200, .exact_time = true});
}

// --- Reports ---

TEST(Report, OfAWrongResultRepeatsItsMessage) {
  const Exploration found = run_exploration(check_then_act);
  EXPECT_EQ(found.fault, "wrong result") << describe(found);
  EXPECT_NE(found.sentence.find("the account is overdrawn"), std::string::npos) << describe(found);
  EXPECT_FALSE(found.timeline.empty()) << describe(found);
  EXPECT_FALSE(found.replay.empty()) << describe(found);
}

TEST(Report, CountsTheFailingScheduleFromOne) {
  const Exploration found = run_exploration([] { fail_schedule("always", __FILE__, __LINE__); });
  EXPECT_EQ(found.fault, "wrong result") << describe(found);
  EXPECT_EQ(found.first_failure, 1U) << describe(found);
}

TEST(Report, TellsOfTheGradersOwnMutexesAndAtomicsOnlyWhereAThreadUsesThem) {
  const Exploration found = run_exploration([] {
    interleave::CallLog<int> log;
    std::mutex mutex;
    const auto work = [&] {
      const std::scoped_lock lock(mutex);
      log.add(1);
    };
    in_parallel(work, work);
    fail_schedule("always", __FILE__, __LINE__);
  });
  EXPECT_EQ(found.timeline.find("call_log.hpp"), std::string::npos) << describe(found);
  EXPECT_NE(found.timeline.find("is here"), std::string::npos) << describe(found);
  EXPECT_NE(found.timeline.find("log.add(1);"), std::string::npos) << describe(found);
  EXPECT_NE(found.timeline.find("locks M1"), std::string::npos) << describe(found);
  EXPECT_EQ(found.objects.size(), 1U) << describe(found);  // the mutex
  const auto told = std::count_if(found.steps.begin(), found.steps.end(),
                                  [](const auto& step) { return step.what == "is here"; });
  EXPECT_EQ(told, 2) << describe(found);
}

TEST(Report, OfAFailureOnAnotherThreadEndsTheSchedule) {
  expect_fault("wrong result", [] {
    std::atomic<bool> never = false;
    std::thread([] { fail_schedule("on another thread", __FILE__, __LINE__); }).detach();
    never.wait(false);
  });
}

TEST(Report, OfACorrectProgramIsEmpty) {
  const Exploration found = run_exploration(add_under_a_mutex);
  EXPECT_EQ(found.fault, "");
  EXPECT_EQ(found.replay, "");
  EXPECT_EQ(found.first_failure, 0U);
}

// --- One exploration does not touch what is around it ---

TEST(Isolation, WhatABodyChangesIsNotSeenOutside) {
  int value = 0;
  expect_no_fault([&value] { value = 1; });
  EXPECT_EQ(value, 0);
}

TEST(Isolation, ABodySeesWhatWasThereBefore) {
  const std::vector<int> numbers = {1, 2, 3};
  expect_no_fault([&numbers] { require(numbers == std::vector<int>{1, 2, 3}, "another vector"); });
}

TEST(Isolation, AFaultLeavesTheNextExplorationAlone) {
  expect_fault("wrong result", check_then_act);
  expect_proved(add_under_a_mutex);
  expect_fault("wrong result", check_then_act);
}

TEST(Isolation, ThreadsOutsideRunNatively) {
  int before = 0;
  std::thread([&before] { before = 1; }).join();
  EXPECT_EQ(before, 1);
  expect_proved(add_under_a_mutex);
  std::mutex mutex;
  int after = 0;
  const auto add = [&] {
    const std::scoped_lock lock(mutex);
    ++after;
  };
  in_parallel(add, add);
  EXPECT_EQ(after, 2);
}

// Frameworks fork workers.
TEST(Isolation, OfProcessesThatExploreAtTheSameTime) {
  expect_proved(add_under_a_mutex);
  const pid_t child = fork();
  if (child == 0) {
    bool right = true;
    for (int i = 0; i < 20; ++i) {
      right = right && run_exploration(add_under_a_mutex).complete &&
              run_exploration(check_then_act).fault == "wrong result";
    }
    _exit(right ? 0 : 1);
  }
  for (int i = 0; i < 20; ++i) {
    expect_proved(add_under_a_mutex);
    expect_fault("wrong result", check_then_act);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

// --- Findings ---

// So many schedules lie between that a smaller failure is not met again.
TEST(Finding, IsToldThoughNoSimplerOneIsFound) {
  expect_fault("wrong result",
               [] {
                 std::atomic<int> first = -1;
                 {
                   std::vector<std::jthread> threads;
                   for (int i = 0; i < 8; ++i) {
                     threads.emplace_back([&, i] {
                       int none = -1;
                       first.compare_exchange_strong(none, i);
                     });
                   }
                 }
                 require(first <= 0, "another was first");
               },
               {.schedules = 100});
}

TEST(Finding, IsWithoutSpuriousWakeUpsIfItCanBe) {
  const Exploration found = run_exploration([] {
    std::mutex mutex;
    std::condition_variable changed;
    std::atomic<bool> ready = false;
    in_parallel(
        [&] {
          std::unique_lock lock(mutex);
          changed.wait(lock, [&] { return ready.load(); });
        },
        [&] {
          ready = true;
          changed.notify_one();
        });
  });
  EXPECT_EQ(found.fault, "lost wake-up") << describe(found);
  EXPECT_EQ(found.timeline.find("for nothing"), std::string::npos) << describe(found);
  EXPECT_LE(found.preemptions, 1) << describe(found);
}

TEST(Budget, OfOneScheduleRunsOne) {
  expect_fault("wrong result", [] { require(false, "always"); }, {.schedules = 1});
}

// The first exception of a process sets the unwinder up, which must not make a difference.
TEST(Isolation, AnExceptionInEachScheduleIsNoDifference) {
  expect_proved([] {
    std::mutex mutex;
    const auto lock_once = [&] { const std::scoped_lock lock(mutex); };
    in_parallel(lock_once, lock_once);
    try {
      throw std::runtime_error("caught at once");
    } catch (const std::runtime_error&) {
    }
  });
}

}  // namespace
