#include "overlap_with_futures.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "explorer/explore.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"
#include "support/threads.hpp"
#include "support/watch.hpp"

namespace {

using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;
using interleave::virtual_now;

using Jobs = std::vector<std::function<int()>>;

constexpr const char* kAgain =
    "get may be called as often as you like: each time it gives the same.";
constexpr const char* kSum = "the sum of what the jobs return.";
constexpr const char* kFirst = "what the first job, in their order, has thrown.";

constexpr const char* kConstructorWaits =
    "serial: the constructor waits for compute. The contract: it returns without waiting for any "
    "of "
    "it.";
constexpr const char* kNothingBegins =
    "serial: nothing is computed until somebody asks. The contract: the constructor begins to "
    "compute.";
constexpr const char* kInTurns =
    "serial: a job waits for another one, or for meanwhile, which does not begin before it has "
    "ended. "
    "The contract: all jobs are under way at the same time, while meanwhile runs.";

void do_nothing() {}

/// What `run` throws, or "nothing".
template <typename Run>
std::string thrown_by(const Run& run) {
  try {
    run();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "nothing";
}

std::function<int()> failing(const char* what) {
  return [what]() -> int { throw std::runtime_error(what); };
}

TEST(OverlapWithFutures, GetGivesTheValue) {
  explore([] {
    const Ahead value([] { return 7; });
    expect_equal(value.get(), 7, "the value");
  });
}

TEST(OverlapWithFutures, GetGivesItAgain) {
  explore([] {
    const Ahead value([] { return 7; });
    expect_equal(value.get(), 7, "the value");
    expect_equal(value.get(), 7, "the value, asked for again", kAgain);
  });
}

TEST(OverlapWithFutures, TwoThreadsMayAsk) {
  explore([] {
    const Ahead value([] { return 7; });
    int others = 0;
    std::thread other([&] { others = value.get(); });
    const int mine = value.get();
    other.join();
    expect_equal(mine + others, 14, "the values that two threads got, together", kAgain);
  });
}

TEST(OverlapWithFutures, ComputesOnceHoweverManyAsk) {
  explore([] {
    int calls = 0;
    const Ahead value([&] { return ++calls; });
    value.get();
    value.get();
    expect_equal(calls, 1, "the calls of compute after get, get", "it is called once.");
  });
}

TEST(OverlapWithFutures, ComputesAlsoIfNobodyAsks) {
  explore([] {
    int calls = 0;
    {
      const Ahead value([&] { return ++calls; });
    }
    expect_equal(calls, 1, "the calls of compute when the object has gone, and nobody has asked",
                 "it begins to compute, also if nobody ever asks.");
  });
}

TEST(OverlapWithFutures, TheDestructorWaits) {
  interleave::explain_stall(kNothingBegins);
  explore([] {
    std::latch begun(1);
    int ended = 0;
    {
      const Ahead value([&] {
        begun.count_down();
        std::this_thread::yield();
        ended = 1;
        return 0;
      });
      begun.wait();
    }
    expect_equal(ended, 1, "whether compute had ended when the object had gone",
                 "the destructor waits until compute has ended.");
  });
}

TEST(OverlapWithFutures, GetThrowsWhatWasThrownEachTime) {
  explore([] {
    const Ahead value(failing("compute"));
    expect_equal(thrown_by([&] { value.get(); }), std::string("compute"), "what get threw");
    expect_equal(thrown_by([&] { value.get(); }), std::string("compute"), "what get threw again",
                 kAgain);
  });
}

TEST(OverlapWithFutures, AnExceptionThatNobodyAsksForIsDropped) {
  explore([] { const Ahead value([]() -> int { throw 7; }); });  // no std::exception
}

TEST(OverlapWithFutures, IsReadyWhenItHasBeenGot) {
  explore([] {
    const Ahead value([] { return 7; });
    value.get();
    expect_that(value.ready(),
                "ready() is false after get() has returned. The contract: whether "
                "get would return without waiting.");
  });
}

TEST(OverlapWithFutures, IsReadyAfterAnException) {
  explore([] {
    const Ahead value(failing("compute"));
    thrown_by([&] { value.get(); });
    expect_that(value.ready(),
                "ready() is false after get() has thrown. The contract: whether get "
                "would return, or throw, without waiting.");
  });
}

// Nobody gets it: it is ready because compute has ended.
TEST(OverlapWithFutures, IsReadyWhenComputeHasEnded) {
  explore(
      [] {
        if (!interleave::time_is_virtual()) return;  // other clocks do not wait for compute
        const Ahead value([] { return 7; });
        std::this_thread::sleep_for(std::chrono::seconds(1));
        expect_that(value.ready(),
                    "ready() is false when compute has ended long ago, and nobody has called "
                    "get(). The contract: whether get would return without waiting.");
      },
      {.exact_time = true});
}

TEST(OverlapWithFutures, IsNotReadyWhileItComputes) {
  interleave::explain_stall(kConstructorWaits);
  explore([] {
    std::latch go_on(1);
    const Ahead value([&] {
      go_on.wait();
      return 7;
    });
    expect_that(!value.ready(),
                "ready() is true while compute has not returned. The contract: "
                "whether get would return without waiting.");
    go_on.count_down();
  });
}

TEST(OverlapWithFutures, ReadyDoesNotWait) {
  interleave::explain_stall(kConstructorWaits);
  explore(
      [] {
        std::latch go_on(1);
        const Ahead value([&] {
          go_on.wait();
          return 7;
        });
        const std::chrono::nanoseconds start = virtual_now();
        value.ready();
        const std::chrono::nanoseconds took = virtual_now() - start;
        expect_that(!interleave::time_is_virtual() || took.count() == 0,
                    "ready() took " + std::to_string(took.count()) +
                        " ns while compute had not returned. The contract: it does not wait.");
        go_on.count_down();
      },
      {.exact_time = true});
}

TEST(OverlapWithFutures, ReadyDoesNotWaitForAThreadThatGets) {
  interleave::explain_stall(
      "serial: the constructor or ready() waits until compute has ended, perhaps because another "
      "thread is inside get(). The contract: neither waits; and they may be called at the same "
      "time.");
  explore([] {
    std::latch go_on(1);
    const Ahead value([&] {
      go_on.wait();
      return 7;
    });
    std::thread other([&] { value.get(); });
    expect_that(!value.ready(),
                "ready() is true while compute has not returned. The contract: "
                "whether get would return without waiting.");
    go_on.count_down();
    other.join();
  });
}

// Who has seen ready() may read what compute wrote.
TEST(OverlapWithFutures, ReadyMeansThatAllIsVisible) {
  explore([] {
    int written = 0;
    const Ahead value([&] {
      written = 1;
      return 7;
    });
    if (value.ready()) {
      expect_equal(written, 1, "what compute had written, after ready() was true",
                   "everything that compute did is visible to whoever ready has returned true to.");
    }
  });
}

TEST(OverlapWithFutures, SumsUp) {
  explore([] {
    expect_equal(sum_ahead({[] { return 3; }, [] { return 4; }}, do_nothing), 7, "the sum", kSum);
  });
}

TEST(OverlapWithFutures, WithoutJobsTheSumIsNought) {
  explore([] {
    int calls = 0;
    expect_equal(sum_ahead({}, [&] { ++calls; }), 0, "the sum of no jobs");
    expect_equal(calls, 1, "the calls of meanwhile", "meanwhile is called once.");
  });
}

TEST(OverlapWithFutures, MeanwhileRunsOnTheCallersThread) {
  explore([] {
    std::thread::id thread;
    sum_ahead({[] { return 1; }}, [&] { thread = std::this_thread::get_id(); });
    expect_that(thread == std::this_thread::get_id(),
                "meanwhile ran on another thread. The contract: it runs on the caller's.");
  });
}

TEST(OverlapWithFutures, JobsRunOnOtherThreads) {
  explore([] {
    std::thread::id thread;
    const Jobs jobs{[&] {
      thread = std::this_thread::get_id();
      return 1;
    }};
    sum_ahead(jobs, do_nothing);
    interleave::expect_on_other_threads({thread}, "a job ran", "jobs run on threads of their own.");
  });
}

TEST(OverlapWithFutures, TheFirstExceptionInTheirOrderReachesTheCaller) {
  interleave::explain_stall(kInTurns);
  explore([] {
    std::latch second_has_failed(1);
    const Jobs jobs{[&]() -> int {
                      second_has_failed.wait();
                      throw std::runtime_error("job 0");
                    },
                    [&]() -> int {
                      second_has_failed.count_down();
                      throw std::runtime_error("job 1");
                    }};
    expect_equal(thrown_by([&] { sum_ahead(jobs, do_nothing); }), std::string("job 0"),
                 "what was thrown, when job 1 failed before job 0", kFirst);
  });
}

TEST(OverlapWithFutures, AllJobsHaveEndedWhenAnExceptionArrives) {
  explore([] {
    int ended = 0;
    const Jobs jobs{failing("job 0"), [&] {
                      std::this_thread::yield();
                      ended = 1;
                      return 1;
                    }};
    expect_equal(thrown_by([&] { sum_ahead(jobs, do_nothing); }), std::string("job 0"),
                 "what was thrown", kFirst);
    expect_equal(ended, 1, "whether job 1 had ended when the exception arrived",
                 "it is thrown after all jobs have ended.");
  });
}

TEST(OverlapWithFutures, WhatMeanwhileThrowsArrivesAfterAllJobsHaveEnded) {
  explore([] {
    int ended = 0;
    const Jobs jobs{[&]() -> int {
      std::this_thread::yield();
      ended = 1;
      throw std::runtime_error("job 0");
    }};
    const auto fail = [] { throw std::runtime_error("meanwhile"); };
    expect_equal(thrown_by([&] { sum_ahead(jobs, fail); }), std::string("meanwhile"),
                 "what was thrown, when meanwhile and a job failed",
                 "what meanwhile throws reaches the caller; otherwise what a job has thrown.");
    expect_equal(ended, 1, "whether the job had ended when the exception arrived",
                 "it is thrown after all jobs have ended.");
  });
}

// compute goes on only when the constructor has returned: one that waits for it never does.
TEST(OverlapWithFuturesConcurrent, TheConstructorDoesNotWait) {
  interleave::explain_stall(kConstructorWaits);
  explore([] {
    std::latch constructed(1);
    const Ahead value([&] {
      constructed.wait();
      return 7;
    });
    constructed.count_down();
    expect_equal(value.get(), 7, "the value");
  });
}

// The caller waits for compute to begin, and has not asked for anything.
TEST(OverlapWithFuturesConcurrent, ComputesBeforeAnybodyAsks) {
  interleave::explain_stall(kNothingBegins);
  explore([] {
    std::latch begun(1);
    const Ahead value([&] {
      begun.count_down();
      return 7;
    });
    begun.wait();
    expect_equal(value.get(), 7, "the value");
  });
}

// The first one goes on only when the second one has begun.
TEST(OverlapWithFuturesConcurrent, TwoObjectsComputeAtOnce) {
  interleave::explain_stall(
      "serial: an object does not begin to compute before another one has ended, or before "
      "somebody asks. The contract: each computes on a thread of its own.");
  explore(
      [] {
        std::latch second_has_begun(1);
        const Ahead first([&] {
          second_has_begun.wait();
          return 3;
        });
        const Ahead second([&] {
          second_has_begun.count_down();
          return 4;
        });
        expect_equal(first.get() + second.get(), 7, "the values of two objects, together");
      },
      {.schedules = 1'000});
}

TEST(OverlapWithFuturesConcurrent, AllJobsAreUnderWayAtOnce) {
  explore(
      [] {
        interleave::Rendezvous meeting(3);
        const auto job = [&] {
          meeting.arrive_and_wait();
          return 1;
        };
        expect_equal(sum_ahead(Jobs(3, job), do_nothing), 3, "the sum", kSum);
      },
      {.schedules = 300});
}

// The jobs go on only when meanwhile has run, and it runs only when they have begun.
TEST(OverlapWithFuturesConcurrent, MeanwhileRunsBesideTheJobs) {
  interleave::explain_stall(kInTurns);
  explore(
      [] {
        std::latch begun(2);
        std::latch meanwhile_is_through(1);
        const auto job = [&] {
          begun.count_down();
          meanwhile_is_through.wait();
          return 1;
        };
        const auto meanwhile = [&] {
          begun.wait();
          meanwhile_is_through.count_down();
        };
        expect_equal(sum_ahead(Jobs(2, job), meanwhile), 2, "the sum", kSum);
      },
      {.schedules = 1'000});
}

}  // namespace
