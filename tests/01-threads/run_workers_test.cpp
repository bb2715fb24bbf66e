#include "run_workers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <numeric>
#include <set>
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
using interleave::explore;

TEST(RunWorkers, CallsWorkOnceWithEachNumber) {
  explore([] {
    CallLog<int> calls;
    run_workers(3, [&](int worker) { calls.add(worker); });
    std::vector<int> numbers = calls.entries();
    std::sort(numbers.begin(), numbers.end());
    expect_equal(numbers, std::vector{0, 1, 2}, "the numbers that work was called with, sorted",
                 "work is called exactly once with each number.");
  });
}

TEST(RunWorkers, ReturnsOnlyWhenAllWorkHasEnded) {
  explore([] {
    std::vector<int> ended(3);
    run_workers(3, [&](int worker) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      ended.at(static_cast<std::size_t>(worker)) = 1;
    });
    expect_equal(ended, std::vector{1, 1, 1}, "which workers had ended on return",
                 "run_workers returns when all of them have ended.");
  });
}

void expect_no_work_on_the_callers_thread(int count) {
  explore([=] {
    CallLog<std::thread::id> threads;
    run_workers(count, [&](int) { threads.add(std::this_thread::get_id()); });
    interleave::expect_on_other_threads(threads.entries(), "work ran",
                                        "each call runs on a new thread of its own.");
    expect_equal(threads.size(), static_cast<std::size_t>(count), "the number of calls to work");
  });
}

TEST(RunWorkers, NeverWorksOnTheCallersThread) { expect_no_work_on_the_callers_thread(2); }

TEST(RunWorkers, StartsAThreadForASingleWorkerToo) { expect_no_work_on_the_callers_thread(1); }

TEST(RunWorkers, WithNoWorkersDoesNothing) {
  explore([] {
    run_workers(0, [](int) { interleave::fail("work was called although count is 0."); });
  });
}

// As many as the explorer can run, with room for answers that start two threads for each worker.
TEST(RunWorkers, RunsManyWorkers) {
  explore(
      [] {
        CallLog<int> calls;
        run_workers(25, [&](int worker) { calls.add(worker); });
        std::vector<int> numbers = calls.entries();
        std::sort(numbers.begin(), numbers.end());
        std::vector<int> expected(25);
        std::iota(expected.begin(), expected.end(), 0);
        expect_equal(numbers, expected, "the numbers that work was called with, sorted",
                     "work is called exactly once with each number.");
      },
      {.schedules = 50});
}

TEST(RunWorkersConcurrent, AllWorkersAreInsideAtOnce) {
  explore(
      [] {
        interleave::Rendezvous meeting(20);
        CallLog<std::thread::id> threads;
        run_workers(20, [&](int) {
          meeting.arrive_and_wait();
          threads.add(std::this_thread::get_id());
        });
        const std::vector<std::thread::id> ids = threads.entries();
        expect_equal(std::set(ids.begin(), ids.end()).size(), 20U,
                     "the number of different threads");
      },
      {.schedules = 50});
}

}  // namespace
