#include "periodic_worker.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "explorer/explore.hpp"
#include "support/call_log.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"
#include "support/threads.hpp"

namespace {

using interleave::CallLog;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;
using interleave::time_is_virtual;
using interleave::virtual_now;
using std::chrono::nanoseconds;
using std::this_thread::sleep_for;

/// No interval at which people look for something fits in here.
constexpr nanoseconds kPeriod(2'345'678);
constexpr nanoseconds kTenth = kPeriod / 10;

constexpr const char* kDue =
    "work is due at the end of each period, k periods after the construction, k = 1, 2, ...; the "
    "thread sleeps meanwhile, it does not look again and again.";
constexpr const char* kFinished =
    "a call that is under way is finished; when any stop has returned, no call is under way.";
constexpr const char* kNoneBegins = "when any stop has returned, no call begins any more.";

/// Whatever happens at one moment happens in every order; a sleep ends when it is due.
void explore_on_time(const std::function<void()>& body, std::size_t schedules = 2'000) {
  explore(body, {.schedules = schedules, .exact_time = true});
}

/// A moment as a learner would say it: "after 1.3 periods".
std::string in_periods(nanoseconds since_start) {
  const std::int64_t tenths = (since_start + kTenth / 2) / kTenth;
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " periods";
}

/// When calls of work began, counted from the construction.
class Begins {
 public:
  void add() { log_.add(virtual_now() - start_); }

  std::size_t count() const { return log_.size(); }

  /// Fails unless calls began at these multiples of a period. A native run knows lower bounds only.
  void expect(const std::vector<int>& periods, const std::string& when,
              const std::string& rule) const {
    std::vector<std::string> actual;
    std::vector<std::string> expected;
    bool exact = true;
    const std::vector<nanoseconds> begins = log_.entries();
    for (std::size_t call = 0; call < begins.size(); ++call) {
      actual.push_back(in_periods(begins[call]));
      exact = exact && call < periods.size() && begins[call] == periods[call] * kPeriod;
      expect_that(begins[call] >= static_cast<int>(call + 1) * kPeriod,
                  "call number " + std::to_string(call + 1) + " of work began after " +
                      actual.back() + ". The contract: no call begins before it is due.");
    }
    if (!time_is_virtual() || (exact && begins.size() == periods.size())) return;
    for (const int period : periods) expected.push_back(in_periods(period * kPeriod));
    expect_equal(actual, expected, "when calls of work began, " + when, rule);
  }

 private:
  const nanoseconds start_ = virtual_now();
  CallLog<nanoseconds> log_;
};

/// Fails unless `stop` takes exactly `expected`, where time is virtual.
void expect_to_take(nanoseconds expected, const std::function<void()>& stop,
                    const std::string& what) {
  const nanoseconds start = virtual_now();
  stop();
  const nanoseconds took = virtual_now() - start;
  expect_that(!time_is_virtual() || took == expected,
              what + " took " + std::to_string(took.count()) + " ns, and not " +
                  std::to_string(expected.count()) +
                  ". The contract: stop returns as soon as the call that is under way has ended, "
                  "and at once if there is none.");
}

// --- When work is called

TEST(PeriodicWorker, RefusesAPeriodThatIsNotPositive) {
  explore_on_time([] {
    for (const nanoseconds period : {nanoseconds(0), nanoseconds(-1)}) {
      const std::string what = "a period of " + std::to_string(period.count()) + " ns";
      try {
        PeriodicWorker worker(period, [] { interleave::fail("work was called."); });
        interleave::fail(what +
                         " was accepted. The contract: std::invalid_argument if `period` is not "
                         "positive.");
      } catch (const std::invalid_argument&) {
      } catch (...) {
        interleave::fail(what + " made the constructor throw, but no std::invalid_argument.");
      }
    }
  });
}

TEST(PeriodicWorker, RefusesToDoNoWork) {
  explore_on_time([] {
    try {
      PeriodicWorker worker(kPeriod, nullptr);
      interleave::fail(
          "an empty function was accepted. The contract: std::invalid_argument if `work` is "
          "empty.");
    } catch (const std::invalid_argument&) {
    } catch (...) {
      interleave::fail(
          "an empty function made the constructor throw, but no "
          "std::invalid_argument.");
    }
  });
}

TEST(PeriodicWorker, CallsWorkAtTheEndOfEachPeriod) {
  explore_on_time([] {
    Begins begins;
    PeriodicWorker worker(kPeriod, [&] { begins.add(); });
    sleep_for(3 * kPeriod + 5 * kTenth);
    worker.stop();
    begins.expect({1, 2, 3}, "when it was stopped after 3.5 periods", kDue);
  });
}

TEST(PeriodicWorker, CallsThatTakeTimeDoNotPutOffTheNext) {
  explore_on_time([] {
    Begins begins;
    PeriodicWorker worker(kPeriod, [&] {
      begins.add();
      sleep_for(4 * kTenth);
    });
    sleep_for(3 * kPeriod + 5 * kTenth);
    worker.stop();
    begins.expect({1, 2, 3}, "when each took 0.4 periods and it was stopped after 3.5",
                  "calls do not drift, however long they take.");
  });
}

TEST(PeriodicWorker, LeavesOutWhatCameDueDuringALongCall) {
  explore_on_time([] {
    Begins begins;
    PeriodicWorker worker(kPeriod, [&] {
      begins.add();
      if (begins.count() == 1) sleep_for(2 * kPeriod + 5 * kTenth);
    });
    sleep_for(5 * kPeriod + 5 * kTenth);
    worker.stop();
    begins.expect({1, 4, 5}, "when the first one took 2.5 periods and it was stopped after 5.5",
                  "a due time that comes while a call is under way is left out, and not made up "
                  "for.");
  });
}

TEST(PeriodicWorker, CallsWorkOnAThreadOfItsOwn) {
  explore_on_time([] {
    CallLog<std::thread::id> threads;
    int calls = 0;  // plain: each call sees what the one before has done
    int counted = 0;
    PeriodicWorker worker(kPeriod, [&, of_its_own = 0]() mutable {
      ++calls;
      counted = ++of_its_own;
      threads.add(std::this_thread::get_id());
    });
    sleep_for(2 * kPeriod + 5 * kTenth);
    worker.stop();
    interleave::expect_on_other_threads(threads.entries(), "work ran",
                                        "on a thread that belongs to the worker.");
    expect_that(!time_is_virtual() || calls == 2,
                "work was called " + std::to_string(calls) + " times in 2.5 periods.");
    expect_equal(
        counted, calls,
        "the calls that a function has counted in a variable of its own, which it captured",
        "everything that work did is visible to its next call.");
  });
}

// --- How it stops

TEST(PeriodicWorker, StopsAtOnceBeforeTheFirstPeriodEnds) {
  explore_on_time([] {
    Begins begins;
    PeriodicWorker worker(kPeriod, [&] { begins.add(); });
    expect_to_take(
        nanoseconds(0), [&] { worker.stop(); }, "stop, right after the construction,");
    begins.expect({}, "when it was stopped right after the construction", kDue);
  });
}

TEST(PeriodicWorker, StopsAtOnceWhileItWaits) {
  explore_on_time([] {
    Begins begins;
    PeriodicWorker worker(kPeriod, [&] { begins.add(); });
    sleep_for(kPeriod + 3 * kTenth);
    expect_to_take(
        nanoseconds(0), [&] { worker.stop(); }, "stop, after 1.3 periods,");
    begins.expect({1}, "when it was stopped after 1.3 periods", kDue);
  });
}

TEST(PeriodicWorker, IsDestroyedAtOnceWhileItWaits) {
  explore_on_time([] {
    Begins begins;
    nanoseconds left{};
    {
      PeriodicWorker worker(kPeriod, [&] { begins.add(); });
      sleep_for(kPeriod + 3 * kTenth);
      left = virtual_now();
    }
    const nanoseconds took = virtual_now() - left;
    expect_that(!time_is_virtual() || took == nanoseconds(0),
                "the destructor, after 1.3 periods, took " + std::to_string(took.count()) +
                    " ns. The contract: it stops, as stop does, which returns at once if no call "
                    "is under way.");
    begins.expect({1}, "when it was destroyed after 1.3 periods", kDue);
  });
}

TEST(PeriodicWorker, StopWaitsForTheCallUnderWay) {
  explore_on_time([] {
    constexpr nanoseconds kCall = kPeriod + 4 * kTenth;  // another one comes due meanwhile
    std::latch begun(1);
    int calls = 0;
    int finished = 0;
    PeriodicWorker worker(kPeriod, [&] {
      if (++calls == 1) begun.count_down();
      sleep_for(kCall);
      ++finished;
    });
    begun.wait();
    expect_to_take(
        kCall, [&] { worker.stop(); }, "stop, when a call of 1.4 periods had just begun,");
    expect_equal(finished, calls, "how many calls had ended of those that had begun, after stop",
                 kFinished);
  });
}

TEST(PeriodicWorker, DestructionWaitsForTheCallUnderWay) {
  explore_on_time([] {
    std::latch begun(1);
    int calls = 0;
    int finished = 0;
    {
      PeriodicWorker worker(kPeriod, [&] {
        if (++calls == 1) begun.count_down();
        sleep_for(4 * kTenth);
        ++finished;
      });
      begun.wait();
    }
    expect_equal(finished, calls,
                 "how many calls had ended of those that had begun, after the destructor",
                 "the destructor stops, as stop does: a call that is under way is finished.");
  });
}

TEST(PeriodicWorker, NoCallBeginsAfterStop) {
  explore_on_time([] {
    Begins begins;
    PeriodicWorker worker(kPeriod, [&] { begins.add(); });
    sleep_for(2 * kPeriod);  // until the very moment at which the second call is due
    worker.stop();
    const std::size_t begun = begins.count();
    sleep_for(2 * kPeriod);
    expect_equal(begins.count(), begun, "the number of calls, two periods after stop had returned",
                 kNoneBegins);
  });
}

TEST(PeriodicWorker, StoppingAgainIsHarmless) {
  explore_on_time([] {
    Begins begins;
    PeriodicWorker worker(kPeriod, [&] { begins.add(); });
    worker.stop();
    expect_to_take(
        nanoseconds(0), [&] { worker.stop(); }, "stop, called again,");
    begins.expect({}, "when it was stopped twice", kNoneBegins);
  });
}

TEST(PeriodicWorker, WhoeverStopsItWaitsForTheCallUnderWay) {
  explore_on_time([] {
    std::latch begun(1);
    int calls = 0;
    int finished = 0;
    PeriodicWorker worker(kPeriod, [&] {
      if (++calls == 1) begun.count_down();
      sleep_for(4 * kTenth);
      ++finished;
    });
    begun.wait();
    const auto stop = [&] {
      worker.stop();
      expect_equal(finished, calls,
                   "how many calls had ended of those that had begun, after one of two calls of "
                   "stop",
                   kFinished);
    };
    std::thread other(stop);
    stop();
    other.join();
  });
}

TEST(PeriodicWorker, WorkMayStopItFromTheFirstCallOn) {
  explore_on_time([] {
    std::latch stopped(1);
    Begins begins;
    PeriodicWorker worker(kPeriod, [&] {
      begins.add();
      expect_to_take(
          nanoseconds(0), [&] { worker.stop(); }, "stop, from inside work,");
      if (begins.count() == 1) stopped.count_down();
    });
    stopped.wait();
    sleep_for(2 * kPeriod);
    expect_equal(begins.count(), 1U, "the number of calls, when the first one called stop",
                 "the call from inside which stop is called is the last.");
  });
}

TEST(PeriodicWorker, WorkMayStopItWhileSomebodyElseDoes) {
  explore_on_time([] {
    std::latch begun(1);
    int finished = 0;
    PeriodicWorker worker(kPeriod, [&] {
      begun.count_down();
      worker.stop();
      sleep_for(4 * kTenth);
      ++finished;
    });
    begun.wait();
    worker.stop();
    expect_equal(finished, 1, "how many calls had ended after stop, when work had called it, too",
                 kFinished);
  });
}

TEST(PeriodicWorker, DestructionWaitsForTheCallThatHasStoppedIt) {
  explore_on_time([] {
    std::latch stopped(1);
    int finished = 0;
    {
      PeriodicWorker worker(kPeriod, [&] {
        worker.stop();
        stopped.count_down();
        sleep_for(4 * kTenth);
        ++finished;
      });
      stopped.wait();
    }
    expect_equal(finished, 1,
                 "how many calls had ended after the destructor, when work had called stop before",
                 "the destructor stops, as stop does: a call that is under way is finished.");
  });
}

TEST(PeriodicWorker, WorkOfAnotherOneThatStopsItWaitsForTheCallUnderWay) {
  explore_on_time([] {
    std::latch has_stopped(1);
    int calls = 0;
    int finished = 0;
    PeriodicWorker worker(kPeriod, [&] {
      ++calls;
      sleep_for(6 * kTenth);
      ++finished;
    });
    PeriodicWorker supervisor(kPeriod + 3 * kTenth, [&] {
      worker.stop();
      expect_equal(
          finished, calls,
          "how many calls had ended of those that had begun, after stop, which the work of "
          "another PeriodicWorker had called",
          kFinished);
      supervisor.stop();
      has_stopped.count_down();
    });
    has_stopped.wait();
  });
}

TEST(PeriodicWorkerConcurrent, WorksWhileItsOwnerGoesOn) {
  explore_on_time([] {
    interleave::Rendezvous meeting(2);
    PeriodicWorker worker(kPeriod, [&] { meeting.arrive_and_wait(); });
    meeting.arrive_and_wait();
  });
}

TEST(PeriodicWorkerConcurrent, TwoWorkersWorkAtOnce) {
  constexpr std::size_t kSchedules = 500;
  explore_on_time(
      [] {
        interleave::Rendezvous meeting(2);
        std::latch met(2);
        const auto meet = [&](int& calls) {
          meeting.arrive_and_wait();
          if (++calls == 1) met.count_down();
        };
        int calls_of_first = 0;
        int calls_of_second = 0;
        PeriodicWorker first(kPeriod, [&] { meet(calls_of_first); });
        PeriodicWorker second(kPeriod, [&] { meet(calls_of_second); });
        met.wait();
      },
      kSchedules);
}

}  // namespace
