// More tests of run_workers than learners have: --private platforms/private-example
#include "run_workers.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "explorer/explore.hpp"
#include "support/call_log.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"

namespace {

TEST(RunWorkersPrivate, StartsAThreadForASingleWorkerToo) {
  interleave::explore([] {
    interleave::CallLog<std::thread::id> threads;
    run_workers(1, [&](int) { threads.add(std::this_thread::get_id()); });
    interleave::expect_equal(threads.size(), 1U, "the number of calls to work for one worker");
    for (const std::thread::id thread : threads.entries()) {
      interleave::expect_that(thread != std::this_thread::get_id(),
                              "the only call to work ran on the thread that called run_workers. "
                              "The contract: each call runs on a new thread of its own.");
    }
  });
}

TEST(RunWorkersPrivateConcurrent, TwelveWorkersAreInsideAtOnce) {
  interleave::explore(
      [] {
        interleave::Rendezvous meeting(12);
        interleave::CallLog<int> calls;
        run_workers(12, [&](int worker) {
          meeting.arrive_and_wait();
          calls.add(worker);
        });
        interleave::expect_equal(calls.size(), 12U, "the number of calls to work for 12 workers");
      },
      {.schedules = 100});
}

}  // namespace
