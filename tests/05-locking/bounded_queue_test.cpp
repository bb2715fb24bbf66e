#include "bounded_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "explorer/explore.hpp"
#include "support/call_log.hpp"
#include "support/expect.hpp"

namespace {

using interleave::CallLog;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;
using interleave::virtual_now;
using std::chrono::nanoseconds;

/// Nothing that a queue does takes time: an answer that polls is told by the clock, and need not be
/// tried on schedules in which it looks again and again.
void explore_on_time(const std::function<void()>& body, std::size_t schedules = 4'000) {
  explore(body, {.schedules = schedules, .exact_time = true});
}

/// Runs `mine` on this thread and each of `others` on one of its own, and joins them. (Not by
/// std::jthread, whose stop requests nobody wants to read in the timeline of a failure.)
template <typename Mine, typename... Others>
void at_once(Mine mine, Others... others) {
  std::array threads{std::thread(std::move(others))...};
  mine();
  for (std::thread& thread : threads) thread.join();
}

/// What a test writes for "no item".
constexpr int kNone = -1;

constexpr const char* kOldestFirst = "items leave in the order in which they came in.";
constexpr const char* kOnce = "each item leaves once.";
constexpr const char* kPopWaits =
    "pop waits while the queue is empty and open; nullopt is for a queue that is closed and empty.";
constexpr const char* kRefused = "if the queue is closed, push returns false and puts nothing in.";
constexpr const char* kDrained =
    "what is in a closed queue can still be taken out; then pop returns nullopt.";

/// The next item of `queue`, or kNone.
int pop_from(BoundedQueue& queue) { return queue.pop().value_or(kNone); }

/// Pops `count` times, also if there is nothing more: no test goes on for ever.
std::vector<int> pops_from(BoundedQueue& queue, int count) {
  std::vector<int> items;
  for (int i = 0; i < count; ++i) items.push_back(pop_from(queue));
  return items;
}

std::vector<int> sorted(std::vector<int> items) {
  std::sort(items.begin(), items.end());
  return items;
}

TEST(BoundedQueue, RefusesACapacityOfZero) {
  explore_on_time([] {
    try {
      BoundedQueue queue(0);
      interleave::fail(
          "a queue of capacity 0 was made. The contract: std::invalid_argument if capacity is 0.");
    } catch (const std::invalid_argument&) {
    } catch (...) {
      interleave::fail("capacity 0 made the constructor throw, but no std::invalid_argument.");
    }
  });
}

TEST(BoundedQueue, HandsOutTheOldestItemFirst) {
  explore_on_time([] {
    BoundedQueue queue(3);
    std::vector<bool> taken;
    for (const int item : {1, 2, 3}) taken.push_back(queue.push(item));
    std::vector<int> items = pops_from(queue, 2);
    for (const int item : {4, 5}) taken.push_back(queue.push(item));
    for (const int item : pops_from(queue, 3)) items.push_back(item);
    expect_equal(taken, std::vector<bool>(5, true), "what five pushes into an open queue returned",
                 "push puts the item in and returns true.");
    expect_equal(items, std::vector{1, 2, 3, 4, 5}, "the items that pop returned", kOldestFirst);
  });
}

TEST(BoundedQueue, EveryNumberIsAnItem) {
  explore_on_time([] {
    constexpr int kMost = std::numeric_limits<int>::max();
    constexpr int kLeast = std::numeric_limits<int>::min();
    const std::vector<std::optional<int>> numbers{-1, 0, kMost, kLeast};
    BoundedQueue queue(numbers.size());
    for (const std::optional<int>& number : numbers) queue.push(*number);
    std::vector<std::optional<int>> items;
    while (items.size() < numbers.size()) items.push_back(queue.pop());
    expect_equal(items, numbers, "the items that pop returned", kPopWaits);
  });
}

TEST(BoundedQueue, SizeCountsTheItems) {
  explore_on_time([] {
    BoundedQueue queue(2);
    std::vector<std::size_t> sizes{queue.size()};
    queue.push(1);
    sizes.push_back(queue.size());
    queue.push(2);
    sizes.push_back(queue.size());
    queue.pop();
    sizes.push_back(queue.size());
    queue.close();
    sizes.push_back(queue.size());
    queue.pop();
    sizes.push_back(queue.size());
    expect_equal(sizes, std::vector<std::size_t>{0, 1, 2, 1, 1, 0},
                 "size at first, and after push, push, pop, close, pop",
                 "size says how many items are in the queue.");
  });
}

TEST(BoundedQueue, PopWaitsForAnItem) {
  explore_on_time([] {
    BoundedQueue queue(1);
    std::vector<int> items;
    at_once([&] { items = pops_from(queue, 2); },
            [&] {
              queue.push(1);
              queue.push(2);
            });
    expect_equal(items, std::vector{1, 2}, "the items that pop returned (-1: nullopt)", kPopWaits);
  });
}

// The producer is never more than the capacity ahead of the pops that have begun.
void expect_push_waits(int capacity, int items) {
  explore_on_time([=] {
    BoundedQueue queue(static_cast<std::size_t>(capacity));
    std::atomic<int> pops_begun = 0;
    const auto produce = [&] {
      for (int item = 1; item <= items; ++item) {
        queue.push(item);
        const int pops = pops_begun.load(std::memory_order_relaxed);
        expect_that(item - pops <= capacity,
                    "push number " + std::to_string(item) + " returned when only " +
                        std::to_string(pops) + " pops had begun, so that a queue of capacity " +
                        std::to_string(capacity) + " held " + std::to_string(item - pops) +
                        " items. The contract: push waits while the queue is full.");
      }
    };
    const auto consume = [&] {
      for (int i = 0; i < items; ++i) {
        pops_begun.fetch_add(1, std::memory_order_relaxed);
        queue.pop();
      }
    };
    at_once(consume, produce);
  });
}

TEST(BoundedQueue, PushWaitsForRoom) { expect_push_waits(1, 2); }

TEST(BoundedQueue, HoldsNoMoreItemsThanItsCapacity) { expect_push_waits(2, 3); }

TEST(BoundedQueue, AnItemBringsAlongWhatWasDoneBeforeIt) {
  explore_on_time([] {
    std::vector<int> letters(3);
    BoundedQueue queue(2);
    const auto send = [&] {
      for (int item = 0; item < 3; ++item) {
        letters.at(static_cast<std::size_t>(item)) = 10 + item;
        queue.push(item);
      }
    };
    const auto receive = [&] {
      for (const int item : pops_from(queue, 3)) {
        if (item < 0 || item > 2) continue;  // said by other tests
        expect_equal(letters.at(static_cast<std::size_t>(item)), 10 + item,
                     "what the producer had written before it pushed item " + std::to_string(item),
                     "everything that happened before an item was pushed is visible when pop has "
                     "returned it.");
      }
    };
    at_once(receive, send);
  });
}

// Whoever waits must be woken by what it can use, and by every single item or place.
void expect_two_consumers_to_share(std::size_t capacity) {
  explore_on_time([=] {
    BoundedQueue queue(capacity);
    std::vector<int> items(2, kNone);
    at_once(
        [&] {
          queue.push(1);
          queue.push(2);
        },
        [&] { items[0] = pop_from(queue); }, [&] { items[1] = pop_from(queue); });
    expect_equal(sorted(items), std::vector{1, 2},
                 "what two consumers got of the items 1 and 2, sorted (-1: nullopt)", kOnce);
  });
}

TEST(BoundedQueue, TwoConsumersTakeTurns) { expect_two_consumers_to_share(1); }

TEST(BoundedQueue, TwoItemsInARowWakeTwoConsumers) { expect_two_consumers_to_share(2); }

TEST(BoundedQueue, TwoProducersTakeTurns) {
  explore_on_time([] {
    BoundedQueue queue(1);
    std::vector<int> items;
    at_once([&] { items = pops_from(queue, 2); }, [&] { queue.push(1); }, [&] { queue.push(2); });
    expect_equal(sorted(items), std::vector{1, 2},
                 "what came out when two producers had pushed 1 and 2, sorted (-1: nullopt)",
                 kOnce);
  });
}

TEST(BoundedQueue, TwoPlacesInARowWakeTwoProducers) {
  explore_on_time([] {
    BoundedQueue queue(2);
    queue.push(1);
    queue.push(2);
    std::vector<int> items;
    at_once([&] { items = pops_from(queue, 2); }, [&] { queue.push(3); }, [&] { queue.push(4); });
    for (const int item : sorted(pops_from(queue, 2))) items.push_back(item);
    expect_equal(items, std::vector{1, 2, 3, 4},
                 "what came out when two producers had waited to add 3 and 4 to 1 and 2", kOnce);
  });
}

TEST(BoundedQueue, KeepsTheOrderOfEachProducer) {
  explore_on_time([] {
    BoundedQueue queue(2);
    std::vector<int> items;
    at_once([&] { items = pops_from(queue, 3); },
            [&] {
              queue.push(10);
              queue.push(11);
            },
            [&] { queue.push(20); });
    expect_equal(sorted(items), std::vector{10, 11, 20},
                 "what came out of 10, 11 and 20, sorted (-1: nullopt)", kOnce);
    expect_that(
        std::find(items.begin(), items.end(), 10) <= std::find(items.begin(), items.end(), 11),
        "the producer that pushed 10 and then 11 had them come out the other way round. The "
        "contract: items leave in the order in which they came in.");
  });
}

TEST(BoundedQueue, AClosedQueueTakesNothingIn) {
  explore_on_time([] {
    BoundedQueue queue(2);
    queue.push(1);
    queue.close();
    expect_equal(queue.push(2), false, "what push into a closed queue with room returned",
                 kRefused);
    expect_equal(queue.size(), 1U, "the number of items in the queue that refused a second one",
                 kRefused);
  });
}

TEST(BoundedQueue, AClosedQueueGivesOutWhatIsLeft) {
  explore_on_time([] {
    BoundedQueue queue(2);
    queue.push(1);
    queue.push(2);
    queue.close();
    expect_equal(pops_from(queue, 4), std::vector{1, 2, kNone, kNone},
                 "what four pops returned after 1, 2 and close (-1: nullopt)", kDrained);
  });
}

TEST(BoundedQueue, ClosingAgainChangesNothing) {
  explore_on_time([] {
    BoundedQueue queue(1);
    queue.push(1);
    at_once([&] { queue.close(); }, [&] { queue.close(); });
    queue.close();
    expect_equal(pops_from(queue, 2), std::vector{1, kNone},
                 "what two pops returned after 1 and three calls of close (-1: nullopt)", kDrained);
  });
}

TEST(BoundedQueue, CloseWakesEveryConsumer) {
  explore_on_time([] {
    BoundedQueue queue(1);
    std::vector<int> items(2, 0);
    at_once([&] { queue.close(); }, [&] { items[0] = pop_from(queue); },
            [&] { items[1] = pop_from(queue); });
    expect_equal(items, std::vector{kNone, kNone},
                 "what two consumers got of a queue that was closed empty (-1: nullopt)", kDrained);
  });
}

TEST(BoundedQueue, CloseWakesEveryProducer) {
  explore_on_time([] {
    BoundedQueue queue(1);
    queue.push(1);
    std::vector<int> taken(2, -1);
    at_once([&] { queue.close(); }, [&] { taken[0] = queue.push(2) ? 1 : 0; },
            [&] { taken[1] = queue.push(3) ? 1 : 0; });
    expect_equal(taken, std::vector{0, 0},
                 "what two pushes returned when their queue, which was full, was closed", kRefused);
    expect_equal(pops_from(queue, 2), std::vector{1, kNone},
                 "what came out of it then (-1: nullopt)", kDrained);
  });
}

TEST(BoundedQueue, AProducerThatWaitsDoesNotSlipInAfterClose) {
  explore_on_time([] {
    BoundedQueue queue(1);
    queue.push(1);
    bool taken = false;
    std::vector<int> items;
    at_once(
        [&] {
          queue.close();
          items = pops_from(queue, 2);
        },
        [&] { taken = queue.push(2); });
    expect_equal(taken, false,
                 "what push returned when its queue was full until after it was closed", kRefused);
    expect_equal(items, std::vector{1, kNone}, "what came out after close (-1: nullopt)",
                 "from close on nothing comes in.");
  });
}

TEST(BoundedQueue, AnItemIsTakenInOrRefusedWheneverCloseComes) {
  explore_on_time([] {
    BoundedQueue queue(2);
    bool taken = false;
    at_once([&] { queue.close(); }, [&] { taken = queue.push(1); });
    expect_equal(pop_from(queue), taken ? 1 : kNone,
                 std::string("what came out when push had returned ") + (taken ? "true" : "false") +
                     " (-1: nullopt)",
                 "push puts the item in and returns true, or puts nothing in and returns false.");
  });
}

TEST(BoundedQueue, CloseBringsAlongWhatWasDoneBeforeIt) {
  explore_on_time([] {
    BoundedQueue queue(1);
    queue.push(1);
    int why = 0;
    const auto expect_to_see_why = [&] {
      expect_equal(why, 1, "what had been written before close",
                   "everything that happened before close is visible to whoever learns of it from "
                   "what push or pop returns.");
    };
    at_once(
        [&] {
          if (!queue.push(2)) expect_to_see_why();
          queue.pop();
          if (!queue.pop()) expect_to_see_why();
        },
        [&] {
          why = 1;
          queue.close();
        });
  });
}

TEST(BoundedQueue, SizeMayBeAskedAtAnyTime) {
  explore_on_time([] {
    BoundedQueue queue(2);
    at_once(
        [&] {
          const std::size_t size = queue.size();
          expect_that(size <= 2,
                      "size said " + std::to_string(size) + " of a queue of capacity 2.");
        },
        [&] {
          queue.push(1);
          queue.push(2);
          queue.pop();
        });
    expect_equal(queue.size(), 1U, "size, when of two items one has been taken out");
  });
}

TEST(BoundedQueue, SizeIsNeverWhatItWasAtNoMoment) {
  explore_on_time([] {
    BoundedQueue queue(1);
    at_once(
        [&] {
          queue.pop();
          const std::size_t size = queue.size();
          expect_that(size <= 1, "size said " + std::to_string(size) +
                                     " while one thread pushed one item and another popped it. The "
                                     "contract: size says how many items are in the queue, at some "
                                     "moment during the call.");
        },
        [&] { queue.push(1); });
  });
}

TEST(BoundedQueue, ManyItemsArriveOnceEach) {
  constexpr std::size_t kSchedules = 600;
  explore_on_time(
      [] {
        BoundedQueue queue(2);
        CallLog<int> log;
        const auto consume = [&] {
          for (int most = 0; most < 6; ++most) {
            const std::optional<int> item = queue.pop();
            if (!item) return;
            log.add(*item);
          }
        };
        const auto produce = [&](int first) {
          for (int item = first; item < first + 3; ++item) queue.push(item);
        };
        at_once(
            [&] {
              at_once([&] { produce(1); }, [&] { produce(4); });
              queue.close();
            },
            consume, consume);
        expect_equal(sorted(log.entries()), std::vector{1, 2, 3, 4, 5, 6},
                     "what two consumers got from two producers until close, sorted", kOnce);
      },
      kSchedules);
}

/// Fails unless two threads that call `wait` return from it when `other`, which begins a while
/// later, has let both go on. (One would be woken also by a queue that wakes only the first of
/// several.)
void expect_to_go_on_at_once(const std::function<void()>& wait, const std::function<void()>& other,
                             const std::string& what) {
  // Looks at intervals would come too late: no interval that people choose fits this one.
  constexpr nanoseconds kWhile(1'234'567);
  const nanoseconds start = virtual_now();
  std::array<nanoseconds, 2> ends{};
  at_once(
      [&] {
        std::this_thread::sleep_for(kWhile);
        other();
      },
      [&] {
        wait();
        ends[0] = virtual_now();
      },
      [&] {
        wait();
        ends[1] = virtual_now();
      });
  for (const nanoseconds end : ends) {
    const nanoseconds late = end - start - kWhile;
    expect_that(late >= nanoseconds(0), what + ", but one returned earlier.");
    expect_that(!interleave::time_is_virtual() || late <= nanoseconds(0),
                what + ", but one returned " + std::to_string(late.count()) +
                    " ns later. The contract: a call that waits goes on as soon as it can: it is "
                    "woken, and does not look again after some pause.");
  }
}

TEST(BoundedQueue, WhoWaitsForAnItemGoesOnAtOnce) {
  explore_on_time([] {
    BoundedQueue queue(2);
    const auto push_both = [&] {
      queue.push(1);
      queue.push(2);
    };
    expect_to_go_on_at_once([&] { queue.pop(); }, push_both,
                            "two pops of an empty queue should have returned when two items came");
  });
}

TEST(BoundedQueue, WhoWaitsForRoomGoesOnAtOnce) {
  explore_on_time([] {
    BoundedQueue queue(2);
    queue.push(1);
    queue.push(2);
    expect_to_go_on_at_once(
        [&] { queue.push(3); }, [&] { pops_from(queue, 2); },
        "two pushes into a full queue should have returned when there was room for two");
  });
}

TEST(BoundedQueue, WhoWaitsForAnItemGoesOnWhenTheQueueIsClosed) {
  explore_on_time([] {
    BoundedQueue queue(1);
    expect_to_go_on_at_once([&] { queue.pop(); }, [&] { queue.close(); },
                            "two pops of an empty queue should have returned when it was closed");
  });
}

TEST(BoundedQueue, WhoWaitsForRoomGoesOnWhenTheQueueIsClosed) {
  explore_on_time([] {
    BoundedQueue queue(1);
    queue.push(1);
    expect_to_go_on_at_once([&] { queue.push(2); }, [&] { queue.close(); },
                            "two pushes into a full queue should have returned when it was closed");
  });
}

// Costs nothing where time is virtual; elsewhere nobody wants to wait. One schedule would do.
constexpr std::size_t kFewSchedules = 50;
void a_long_time() {
  if (interleave::time_is_virtual()) std::this_thread::sleep_for(std::chrono::hours(1));
}

TEST(BoundedQueue, PopWaitsHoweverLongItTakes) {
  explore_on_time(
      [] {
        BoundedQueue queue(1);
        int item = kNone;
        at_once([&] { item = pop_from(queue); },
                [&] {
                  a_long_time();
                  queue.push(1);
                });
        expect_equal(item, 1, "what pop returned when the item came an hour later (-1: nullopt)",
                     kPopWaits);
      },
      kFewSchedules);
}

TEST(BoundedQueue, PushWaitsHoweverLongItTakes) {
  explore_on_time(
      [] {
        BoundedQueue queue(1);
        queue.push(1);
        bool taken = false;
        at_once([&] { taken = queue.push(2); },
                [&] {
                  a_long_time();
                  queue.pop();
                });
        expect_equal(taken, true, "what push returned when there was room an hour later",
                     "push waits while the queue is full and open.");
      },
      kFewSchedules);
}

}  // namespace
