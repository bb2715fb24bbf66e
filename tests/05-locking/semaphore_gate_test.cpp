#include "semaphore_gate.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "explorer/explore.hpp"
#include "support/call_log.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"

namespace {

using interleave::CallLog;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;
using interleave::InsideMeter;
using interleave::Rendezvous;
using interleave::virtual_now;
using std::chrono::nanoseconds;

constexpr const char* kGivenBack =
    "run gives the place back, also if `action` throws; an action waits only while all places are "
    "taken.";
constexpr const char* kInStep =
    "no call of a round begins before every call of the round before has ended.";
constexpr const char* kGoOn =
    "a worker whose call has thrown takes no part in later rounds; the others go on without it.";
constexpr const char* kLowest =
    "if calls have thrown, the exception of the lowest worker among them is thrown.";

/// What actions and calls throw: a number to know them by.
struct Failed {
  int number = 0;
};
constexpr int kNothing = -1;
constexpr int kSomethingElse = -2;

/// The number of what `function` throws, or kNothing.
int failure_of(const std::function<void()>& function) {
  try {
    function();
  } catch (const Failed& failed) {
    return failed.number;
  } catch (...) {
    return kSomethingElse;
  }
  return kNothing;
}

/// No gate and no barrier takes time by itself: an answer that polls is told by the clock, and need
/// not be tried on schedules in which it looks again and again.
void explore_on_time(const std::function<void()>& body, std::size_t schedules = 2'000) {
  explore(body, {.schedules = schedules, .exact_time = true});
}

/// Runs `mine` on this thread and each of `others` on one of its own, and joins them.
template <typename Mine, typename... Others>
void at_once(Mine mine, Others... others) {
  std::array threads{std::thread(std::move(others))...};
  mine();
  for (std::thread& thread : threads) thread.join();
}

void expect_invalid_argument(const std::function<void()>& function, const std::string& what) {
  try {
    function();
    interleave::fail(what + " was accepted. The contract: std::invalid_argument.");
  } catch (const std::invalid_argument&) {
  } catch (...) {
    interleave::fail(what + " led to an exception, but no std::invalid_argument.");
  }
}

// --- Gate

TEST(SemaphoreGate, RefusesAGateThatNobodyCouldPass) {
  explore_on_time([] {
    expect_invalid_argument([] { const Gate gate(0); }, "a gate with 0 places");
    expect_invalid_argument([] { const Gate gate(-1); }, "a gate with -1 places");
  });
}

TEST(SemaphoreGate, CallsTheActionOnceOnTheCallersThread) {
  explore_on_time([] {
    Gate gate(2);
    int calls = 0;
    std::thread::id thread;
    gate.run([&] {
      ++calls;
      thread = std::this_thread::get_id();
    });
    expect_equal(calls, 1, "the number of calls of the action when run had returned");
    expect_that(thread == std::this_thread::get_id(),
                "the action ran on another thread. The contract: run calls it on the caller's "
                "thread.");
  });
}

/// One action of each of three threads.
void enter_three_times(Gate& gate, const std::function<void()>& action) {
  const auto enter = [&] { gate.run(action); };
  at_once(enter, enter, enter);
}

void expect_at_most(const InsideMeter& meter, int places) {
  expect_that(meter.most() <= places, "too many at once: " + std::to_string(meter.most()) +
                                          " actions were inside a gate with " +
                                          std::to_string(places) +
                                          (places == 1 ? " place." : " places."));
}

void expect_at_most_inside(int places) {
  explore_on_time([=] {
    Gate gate(places);
    InsideMeter meter;
    enter_three_times(gate, [&] { const auto inside = meter.enter(); });
    expect_at_most(meter, places);
  });
}

TEST(SemaphoreGate, LetsOneInIfThereIsOnePlace) { expect_at_most_inside(1); }

TEST(SemaphoreGate, LetsTwoInIfThereAreTwoPlaces) { expect_at_most_inside(2); }

TEST(SemaphoreGate, OnePlaceIsAMutex) {
  explore_on_time([] {
    Gate gate(1);
    int count = 0;
    enter_three_times(gate, [&] { ++count; });
    expect_equal(count, 3, "a counter that three actions incremented",
                 "when an action gets in only because another has left, it sees everything that "
                 "the other did.");
  });
}

TEST(SemaphoreGate, HandsOnWhatTheActionThrows) {
  explore_on_time([] {
    Gate gate(1);
    expect_equal(failure_of([&] { gate.run([] { throw Failed{7}; }); }), 7,
                 "the number of the exception that left run (-1: none; -2: another one)",
                 "the exception of `action` leaves run.");
  });
}

TEST(SemaphoreGate, AnActionThatThrowsGivesItsPlaceBack) {
  explore_on_time([] {
    Gate gate(1);
    int calls = 0;
    failure_of([&] { gate.run([] { throw Failed{0}; }); });
    gate.run([&] { ++calls; });  // whoever has lost the only place waits for ever
    expect_equal(calls, 1, "the number of actions that got in after one had thrown", kGivenBack);
  });
}

TEST(SemaphoreGate, AnActionThatThrowsLetsInWhoWaits) {
  explore_on_time([] {
    Gate gate(1);
    int entered = 0;
    const auto enter_and_throw = [&] {
      failure_of([&] {
        gate.run([&] {
          ++entered;  // a race, unless who comes next sees what the action that threw has done
          throw Failed{0};
        });
      });
    };
    at_once(enter_and_throw, enter_and_throw);
    expect_equal(entered, 2, "the number of actions that got in", kGivenBack);
  });
}

TEST(SemaphoreGate, AnActionThatThrowsGivesBackNoMoreThanItsPlace) {
  explore_on_time([] {
    Gate gate(1);
    InsideMeter meter;
    failure_of([&] { gate.run([] { throw Failed{0}; }); });
    enter_three_times(gate, [&] { const auto inside = meter.enter(); });
    expect_at_most(meter, 1);
  });
}

TEST(SemaphoreGate, EachPlaceThatIsGivenBackLetsSomebodyIn) {
  explore_on_time([] {
    Gate gate(2);
    CallLog<int> entered;
    const auto enter = [&] { gate.run([&] { entered.add(0); }); };
    at_once(enter, enter, enter, enter);
    expect_equal(entered.size(), 4U, "the number of actions that got in", kGivenBack);
  });
}

TEST(SemaphoreGate, GatesHaveNothingToDoWithEachOther) {
  explore_on_time([] {
    Gate outer(1);
    Gate inner(1);
    int calls = 0;
    outer.run([&] { inner.run([&] { ++calls; }); });
    expect_equal(calls, 1, "the number of actions inside of two gates with one place each");
  });
}

TEST(SemaphoreGate, WhoWaitsGetsInAtOnceWhenAPlaceIsFree) {
  // Looks at intervals would come too late: no interval that people choose fits this one.
  constexpr nanoseconds kInside(1'234'567);
  explore_on_time([=] {
    Gate gate(2);
    const nanoseconds start = virtual_now();
    const auto enter = [&] { gate.run([&] { std::this_thread::sleep_for(kInside); }); };
    at_once(enter, enter, enter, enter);
    const nanoseconds late = virtual_now() - start - 2 * kInside;
    expect_that(late >= nanoseconds(0),
                "too many at once: four actions were done with a gate that has two places sooner "
                "than two after the other two.");
    expect_that(!interleave::time_is_virtual() || late == nanoseconds(0),
                "an action got in " + std::to_string(late.count()) +
                    " ns after a place was given back. The contract: an action waits only "
                    "while all places are taken.");
  });
}

// --- run_rounds

/// The schedules of std::barrier are very many, and much alike.
void explore_rounds(const std::function<void()>& body) { explore_on_time(body, 1'000); }

/// A number for each call of work: one row for each round.
template <typename Value>
class Calls {
 public:
  Calls(int workers, int rounds)
      : workers_(static_cast<std::size_t>(workers)),
        values_(workers_ * static_cast<std::size_t>(rounds)) {}

  Value& operator()(int worker, int round) {
    const auto row = static_cast<std::size_t>(round);
    const auto column = static_cast<std::size_t>(worker);
    return values_.at(row * workers_ + column);
  }
  const std::vector<Value>& all() const { return values_; }

 private:
  std::size_t workers_;
  std::vector<Value> values_;
};

TEST(SemaphoreGate, RoundsRefuseBadNumbers) {
  explore_rounds([] {
    const auto work = [](int, int) { interleave::fail("work was called."); };
    expect_invalid_argument([&] { run_rounds(0, 1, work); }, "a number of 0 workers");
    expect_invalid_argument([&] { run_rounds(-1, 1, work); }, "a number of -1 workers");
    expect_invalid_argument([&] { run_rounds(1, -1, work); }, "a number of -1 rounds");
  });
}

TEST(SemaphoreGate, NoRoundsDoNothing) {
  explore_rounds([] {
    run_rounds(2, 0, [](int, int) { interleave::fail("work was called although rounds is 0."); });
  });
}

void expect_each_call_once(int workers, int rounds) {
  explore_rounds([=] {
    Calls<int> calls(workers, rounds);
    run_rounds(workers, rounds, [&](int worker, int round) {
      std::this_thread::sleep_for(std::chrono::microseconds(100));
      ++calls(worker, round);
    });
    expect_equal(calls.all(), std::vector<int>(calls.all().size(), 1),
                 "how often work(worker, round) had been called and had ended on return, round by "
                 "round",
                 "each call is made once; run_rounds returns when all calls have ended.");
  });
}

TEST(SemaphoreGate, RoundsOfTwoWorkersMakeEachCallOnce) { expect_each_call_once(2, 3); }

TEST(SemaphoreGate, RoundsOfThreeWorkersMakeEachCallOnce) { expect_each_call_once(3, 2); }

TEST(SemaphoreGate, RoundsOfOneWorkerMakeEachCallOnce) { expect_each_call_once(1, 2); }

// The flags order nothing, so that what comes too early is said as that, and not as a race.
void expect_in_step(int workers, int rounds, int throws_in_round_0 = kNothing) {
  explore_rounds([=] {
    Calls<std::atomic<bool>> ended(workers, rounds);
    const auto work = [&](int worker, int round) {
      for (int other = 0; round > 0 && other < workers; ++other) {
        expect_that(ended(other, round - 1).load(std::memory_order_relaxed),
                    "worker " + std::to_string(worker) + " began round " + std::to_string(round) +
                        " when worker " + std::to_string(other) + " had not ended round " +
                        std::to_string(round - 1) + ". The contract: " + kInStep);
      }
      ended(worker, round).store(true, std::memory_order_relaxed);
      if (worker == throws_in_round_0 && round == 0) throw Failed{worker};
    };
    failure_of([&] { run_rounds(workers, rounds, work); });
  });
}

TEST(SemaphoreGate, RoundsKeepTwoWorkersInStep) { expect_in_step(2, 3); }

TEST(SemaphoreGate, RoundsKeepThreeWorkersInStep) { expect_in_step(3, 2); }

TEST(SemaphoreGate, RoundsKeepTheOthersInStepWhenOneThrows) { expect_in_step(3, 2, 0); }

TEST(SemaphoreGate, ARoundSeesWhatTheLastOneHasDone) {
  explore_rounds([] {
    Calls<int> sums(2, 3);
    run_rounds(2, 3, [&](int worker, int round) {
      sums(worker, round) = round == 0 ? 1 : sums(0, round - 1) + sums(1, round - 1);
    });
    expect_equal(sums.all(), std::vector{1, 1, 2, 2, 4, 4},
                 "what two workers had computed in three rounds, each from both numbers of the "
                 "round before",
                 "everything that happened in a round is visible to all calls of the next.");
  });
}

/// Runs `rounds` rounds of two workers and expects these calls to be made: 1 for each that is.
void expect_calls(int rounds, const std::function<void(int, int)>& work, int failure,
                  const std::vector<int>& made, const std::string& when) {
  Calls<int> calls(2, rounds);
  const int number = failure_of([&] {
    run_rounds(2, rounds, [&](int worker, int round) {
      ++calls(worker, round);
      work(worker, round);
    });
  });
  expect_equal(calls.all(), made,
               "how often work was called with worker 0 and 1, round by round, " + when, kGoOn);
  expect_equal(number, failure,
               "the number of the worker whose exception left run_rounds (-1: none; -2: another "
               "one), " +
                   when,
               kLowest);
}

TEST(SemaphoreGate, RoundsGoOnWithoutAWorkerThatThrowsInTheFirst) {
  explore_rounds([] {
    expect_calls(
        3,
        [](int worker, int) {
          if (worker == 0) throw Failed{worker};
        },
        0, {1, 1, 0, 1, 0, 1}, "when worker 0 threw in round 0");
  });
}

TEST(SemaphoreGate, RoundsGoOnWithoutAWorkerThatThrowsLater) {
  explore_rounds([] {
    expect_calls(
        3,
        [](int worker, int round) {
          if (worker == 1 && round == 1) throw Failed{worker};
        },
        1, {1, 1, 1, 1, 1, 0}, "when worker 1 threw in round 1");
  });
}

TEST(SemaphoreGate, RoundsEndWhenAllWorkersHaveThrown) {
  explore_rounds([] {
    expect_calls(
        2, [](int worker, int) { throw Failed{worker}; }, 0, {1, 1, 0, 0},
        "when both threw in round 0");
  });
}

TEST(SemaphoreGate, RoundsHandOnTheExceptionOfTheLowestWorker) {
  explore_rounds([] {
    expect_calls(
        2,
        [](int worker, int round) {
          if (worker + round == 1) throw Failed{worker};
        },
        0, {1, 1, 1, 0}, "when worker 1 threw in round 0 and worker 0 in round 1");
    expect_calls(
        2,
        [](int worker, int round) {
          if (worker == round) throw Failed{worker};
        },
        0, {1, 1, 0, 1}, "when worker 0 threw in round 0 and worker 1 in round 1");
  });
}

TEST(SemaphoreGate, RoundsThrowAfterAllCallsHaveEnded) {
  explore_rounds([] {
    int ended = 0;
    const int number = failure_of([&] {
      run_rounds(2, 2, [&](int worker, int) {
        if (worker == 0) throw Failed{worker};
        std::this_thread::sleep_for(std::chrono::microseconds(100));
        ++ended;
      });
    });
    expect_equal(number, 0, "the number of the worker whose exception left run_rounds", kLowest);
    expect_equal(ended, 2, "how many calls of worker 1 had ended when run_rounds threw",
                 "the exception is thrown after all calls have ended.");
  });
}

// --- At once

TEST(SemaphoreGateConcurrent, AllPlacesCanBeTakenAtOnce) {
  explore_on_time([] {
    Rendezvous meeting(3);
    Gate gate(3);
    enter_three_times(gate, [&] { meeting.arrive_and_wait(); });
  });
}

TEST(SemaphoreGateConcurrent, AllPlacesCanBeTakenAtOnceAfterAnActionHasThrown) {
  explore_on_time([] {
    Rendezvous meeting(2);
    Gate gate(2);
    failure_of([&] { gate.run([] { throw Failed{0}; }); });
    const auto enter = [&] { gate.run([&] { meeting.arrive_and_wait(); }); };
    at_once(enter, enter);
  });
}

TEST(SemaphoreGateConcurrent, AFreePlaceCanBeTakenHoweverLongTheOthersStay) {
  explore_on_time([] {
    Gate gate(2);
    std::latch may_leave(1);
    at_once(
        [&] {
          gate.run([] {});
          gate.run([&] { may_leave.count_down(); });
        },
        [&] { gate.run([&] { may_leave.wait(); }); });
  });
}

TEST(SemaphoreGateConcurrent, AllCallsOfARoundAreUnderWayAtOnce) {
  constexpr std::size_t kSchedules = 300;
  explore_on_time(
      [] {
        Rendezvous first(3);
        Rendezvous second(3);
        run_rounds(3, 2, [&](int, int round) { (round == 0 ? first : second).arrive_and_wait(); });
      },
      kSchedules);
}

}  // namespace
