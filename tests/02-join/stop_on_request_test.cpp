#include "stop_on_request.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <latch>
#include <stop_token>
#include <string>
#include <system_error>
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

constexpr const char* kInOrder =
    "the thread calls work with each of items, in order, one after another.";
constexpr const char* kNoFurtherItem =
    "before each item the thread looks for a request; once one has been made, no further item is "
    "begun.";
constexpr const char* kCounted =
    "wait returns for how many items work has returned; the item in hand is finished, and counts.";

/// Tests that have more schedules than can be tried in a fraction of a second.
constexpr interleave::ExploreOptions kManySteps{.schedules = 1'000};

/// Returns when a stop has been requested; waits for ever if `stop` does not hear of it.
void wait_for_request(const std::stop_token& stop) {
  std::latch requested(1);
  const std::stop_callback on_request(stop, [&] { requested.count_down(); });
  requested.wait();
}

TEST(StopOnRequest, WorksThroughAllItemsInOrder) {
  explore([] {
    CallLog<int> calls;
    ItemWorker worker({30, 10, 20}, [&](int item, const std::stop_token&) { calls.add(item); });
    const std::size_t done = worker.wait();
    expect_equal(calls.entries(), std::vector{30, 10, 20}, "the items that work was called with",
                 kInOrder);
    expect_equal(done, 3U, "what wait returned", kCounted);
  });
}

TEST(StopOnRequest, WithNoItemsDoesNothing) {
  explore([] {
    ItemWorker worker({}, [](int, const std::stop_token&) {
      interleave::fail("work was called although there are no items.");
    });
    expect_equal(worker.wait(), 0U, "what wait returned for no items");
  });
}

TEST(StopOnRequest, WaitsUntilTheLastItemIsDone) {
  explore([] {
    std::vector<int> done(2);
    ItemWorker worker({0, 1}, [&](int item, const std::stop_token&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      done.at(static_cast<std::size_t>(item)) = 1;
    });
    const std::size_t count = worker.wait();
    expect_equal(done, std::vector{1, 1}, "which items were done when wait returned",
                 "wait waits until the thread has ended.");
    expect_equal(count, 2U, "what wait returned", kCounted);
  });
}

TEST(StopOnRequest, TheItemThatRequestsTheStopIsTheLast) {
  explore([] {
    std::latch made(1);
    CallLog<int> calls;
    ItemWorker worker({10, 20, 30, 40}, [&](int item, const std::stop_token&) {
      made.wait();
      calls.add(item);
      if (item == 20) worker.request_stop();
    });
    made.count_down();
    const std::size_t done = worker.wait();
    expect_equal(calls.entries(), std::vector{10, 20},
                 "the items begun, when item 20 of 10, 20, 30, 40 requested the stop",
                 kNoFurtherItem);
    expect_equal(done, 2U, "what wait returned, when item 20 of 10, 20, 30, 40 requested the stop",
                 kCounted);
  });
}

// Item 1 leaves its token behind, and item 2 requests the stop.
TEST(StopOnRequest, EveryTokenSeesTheRequest) {
  explore([] {
    std::latch made(1);
    std::stop_token earlier;
    bool before = false;
    bool in_hand = false;
    bool kept = false;
    ItemWorker worker({1, 2}, [&](int item, const std::stop_token& stop) {
      made.wait();
      if (item == 1) {
        earlier = stop;
        return;
      }
      before = stop.stop_requested() || earlier.stop_requested();
      worker.request_stop();
      in_hand = stop.stop_requested();
      kept = earlier.stop_requested();
    });
    made.count_down();
    worker.wait();
    expect_that(!before, "an item's stop_token said that a stop was requested before one was.");
    expect_that(in_hand,
                "an item's stop_token said that no stop was requested after request_stop had "
                "returned. The contract: from then on every stop that work was given says so.");
    expect_that(kept,
                "the stop_token of an earlier item said that no stop was requested after "
                "request_stop had returned. The contract: from then on every stop that work was "
                "or will be given says so.");
  });
}

TEST(StopOnRequest, ARequestFromOutsideReachesALongItem) {
  explore(
      [] {
        std::latch begun(1);
        CallLog<int> calls;
        ItemWorker worker({1, 2}, [&](int item, const std::stop_token& stop) {
          calls.add(item);
          begun.count_down();
          wait_for_request(stop);
        });
        begun.wait();
        worker.request_stop();
        expect_equal(worker.wait(), 1U, "what wait returned, when the stop was requested in item 1",
                     kCounted);
        expect_equal(calls.size(), 1U, "the number of items begun", kNoFurtherItem);
      },
      kManySteps);
}

// Nothing here orders the request with the thread's look for it, but the answer itself.
TEST(StopOnRequest, CountsEachItemWheneverTheRequestComes) {
  explore(
      [] {
        std::latch begun(1);
        std::vector<int> calls(3);
        ItemWorker worker({0, 1, 2}, [&](int item, const std::stop_token&) {
          if (item == 0) begun.count_down();
          std::this_thread::sleep_for(std::chrono::microseconds(100));
          calls.at(static_cast<std::size_t>(item)) = 1;
        });
        begun.wait();
        worker.request_stop();
        const std::size_t done = worker.wait();
        std::vector<int> expected(3);
        for (std::size_t item = 0; item < done && item < 3; ++item) expected[item] = 1;
        expect_equal(calls, expected,
                     "which of 3 items were done, when wait had returned " + std::to_string(done),
                     kCounted);
        expect_that(done >= 1,
                    "wait returned 0, but item 0 was in hand when the stop was requested.");
      },
      kManySteps);
}

// Item 10, which requests the stop as well, is the last if it is begun at all.
TEST(StopOnRequest, AnyThreadMayRequestTheStopWhileTheOwnerWaits) {
  explore(
      [] {
        std::latch made(1);
        CallLog<int> calls;
        ItemWorker worker({10, 20}, [&](int item, const std::stop_token&) {
          made.wait();
          calls.add(item);
          worker.request_stop();
        });
        const std::jthread other([&] { worker.request_stop(); });
        made.count_down();
        const std::size_t done = worker.wait();
        expect_that(done <= 1,
                    "item 20 was begun although item 10 had requested the stop. The contract: once "
                    "a request has been made, no further item is begun.");
        expect_equal(calls.size(), done, "the number of items begun", kCounted);
      },
      kManySteps);
}

TEST(StopOnRequest, TheDestructorRequestsAStopAndWaits) {
  explore(
      [] {
        std::latch begun(1);
        std::vector<int> ended(2);
        {
          const ItemWorker worker({0, 1}, [&](int item, const std::stop_token& stop) {
            if (item == 0) begun.count_down();
            wait_for_request(stop);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            ended.at(static_cast<std::size_t>(item)) = 1;
          });
          begun.wait();
        }
        expect_equal(ended, std::vector{1, 0}, "which items had ended after the destructor",
                     "the destructor requests a stop, and waits until the thread has ended.");
      },
      kManySteps);
}

TEST(StopOnRequest, WaitingAndRequestingAgainChangeNothing) {
  explore([] {
    ItemWorker worker({1, 2}, [](int, const std::stop_token&) {});
    expect_equal(worker.wait(), 2U, "what wait returned at first", kCounted);
    worker.request_stop();
    worker.request_stop();
    try {
      expect_equal(worker.wait(), 2U, "what wait returned when called again",
                   "wait may be called again, and then returns the same.");
    } catch (const std::system_error& error) {
      interleave::fail(std::string("the second wait threw: ") + error.what() +
                       ". The contract: wait may be called again, and then returns the same.");
    }
  });
}

TEST(StopOnRequest, NeverWorksOnTheCallersThread) {
  explore([] {
    CallLog<std::thread::id> threads;
    {
      ItemWorker worker(
          {1, 2}, [&](int, const std::stop_token&) { threads.add(std::this_thread::get_id()); });
      worker.wait();
    }
    expect_equal(threads.size(), 2U, "the number of calls to work");
    interleave::expect_on_other_threads(threads.entries(), "work ran",
                                        "work is never called on the caller's thread.");
  });
}

TEST(StopOnRequestConcurrent, WorksWhileTheCallerGoesOn) {
  explore([] {
    interleave::Rendezvous meeting(2);
    ItemWorker worker({1}, [&](int, const std::stop_token&) { meeting.arrive_and_wait(); });
    meeting.arrive_and_wait();
    worker.wait();
  });
}

}  // namespace
