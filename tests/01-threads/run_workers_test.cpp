#include "run_workers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>
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

TEST(RunWorkers, NeverWorksOnTheCallersThread) {
  explore([] {
    CallLog<std::thread::id> threads;
    run_workers(2, [&](int) { threads.add(std::this_thread::get_id()); });
    for (const std::thread::id thread : threads.entries()) {
      expect_that(thread != std::this_thread::get_id(),
                  "work ran on the thread that called run_workers. The contract: each call runs on "
                  "a new thread of its own.");
    }
    expect_equal(threads.size(), 2U, "the number of calls to work");
  });
}

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
        expect_equal(calls.size(), 25U, "the number of calls to work for 25 workers");
      },
      {.schedules = 50});
}

TEST(RunWorkersConcurrent, AllWorkersAreInsideAtOnce) {
  explore(
      [] {
        interleave::Rendezvous meeting(5);
        CallLog<std::thread::id> threads;
        run_workers(5, [&](int) {
          meeting.arrive_and_wait();
          threads.add(std::this_thread::get_id());
        });
        const std::vector<std::thread::id> ids = threads.entries();
        expect_equal(std::set(ids.begin(), ids.end()).size(), 5U,
                     "the number of different threads");
      },
      {.schedules = 100});
}

}  // namespace
