#include "pool_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <latch>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "explorer/explore.hpp"
#include "support/call_log.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"

namespace {

using boost::asio::post;
using boost::asio::thread_pool;
using interleave::CallLog;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;

using Texts = std::vector<std::string>;

constexpr const char* kInPlace = "outcome i is what f(items[i]) returned or threw.";

/// A pool has so many schedules that only one of a single thread can be explored in full.
constexpr interleave::ExploreOptions kTwoThreads{.schedules = 1'000};
constexpr interleave::ExploreOptions kMore{.schedules = 300};

/// No runtime_error and no logic_error: an answer that copies the base of it loses it.
class ItemFailed : public std::exception {
 public:
  explicit ItemFailed(int item) : text_("item " + std::to_string(item) + " failed") {}
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

std::string in_words(const Outcome& outcome) {
  if (const int* value = std::get_if<int>(&outcome)) return "value " + std::to_string(*value);
  const auto& error = std::get<std::exception_ptr>(outcome);
  if (!error) return "an empty exception_ptr";
  try {
    std::rethrow_exception(error);
  } catch (const ItemFailed& failed) {
    return std::string("ItemFailed: ") + failed.what();
  } catch (const std::exception& other) {
    return std::string("another std::exception: ") + other.what();
  } catch (int number) {
    return "the int " + std::to_string(number);
  } catch (...) {
    return "something else";
  }
}

/// The outcomes of pool_map, in words. Nothing may leave it.
Texts mapped(thread_pool& pool, const std::vector<int>& items,
             const std::function<int(int item)>& f) {
  Texts texts;
  try {
    for (const Outcome& outcome : pool_map(pool, items, f)) texts.push_back(in_words(outcome));
  } catch (...) {
    interleave::fail(
        "pool_map threw what f had thrown. The contract: an exception is kept for its own item, "
        "and changes nothing for the others.");
  }
  return texts;
}

int times_ten(int item) { return 10 * item; }

void a_while() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }

TEST(PoolMap, CallsTheFunctionOnceWithEachItem) {
  explore(
      [] {
        CallLog<int> calls;
        std::atomic<int> count = 0;
        thread_pool pool(1);
        // Two items that are equal, and do not have the same outcome.
        Texts outcomes = mapped(pool, {5, 6, 5}, [&](int item) {
          calls.add(item);
          return 1 + count.fetch_add(1, std::memory_order_relaxed);
        });
        std::vector<int> items = calls.entries();
        std::sort(items.begin(), items.end());
        expect_equal(items, std::vector{5, 5, 6}, "the items that f was called with, sorted",
                     "calls f once with each item.");
        std::sort(outcomes.begin(), outcomes.end());
        expect_equal(outcomes, Texts{"value 1", "value 2", "value 3"},
                     "the outcomes of 5, 6 and 5, sorted, when f returned 1, 2 and 3", kInPlace);
      },
      kTwoThreads);
}

TEST(PoolMap, OutcomesStandInTheOrderOfTheItems) {
  explore(
      [] {
        std::latch second_ended(1);
        thread_pool pool(2);
        const Texts outcomes = mapped(pool, {1, 2}, [&](int item) {
          if (item == 1) second_ended.wait();
          if (item == 2) second_ended.count_down();
          if (item == 1) a_while();
          return times_ten(item);
        });
        expect_equal(outcomes, Texts{"value 10", "value 20"},
                     "the outcomes, when the second item ended before the first", kInPlace);
      },
      kTwoThreads);
}

TEST(PoolMap, ReturnsOnlyWhenEveryCallHasEnded) {
  explore(
      [] {
        std::vector<int> ended(2);
        thread_pool pool(2);
        pool_map(pool, {0, 1}, [&](int item) {
          a_while();
          ended.at(static_cast<std::size_t>(item)) = 1;
          return 0;
        });
        expect_equal(ended, std::vector{1, 1}, "which calls had ended on return",
                     "returns when all calls have ended.");
      },
      kTwoThreads);
}

TEST(PoolMap, AnExceptionIsKeptForItsOwnItem) {
  explore(
      [] {
        thread_pool pool(2);
        const Texts outcomes = mapped(pool, {1, 2, 3}, [](int item) {
          if (item == 2) throw ItemFailed(item);
          return times_ten(item);
        });
        expect_equal(outcomes, Texts{"value 10", "ItemFailed: item 2 failed", "value 30"},
                     "the outcomes, when item 2 threw", kInPlace);
      },
      kTwoThreads);
}

TEST(PoolMap, EveryItemMayThrow) {
  explore(
      [] {
        thread_pool pool(2);
        const Texts outcomes =
            mapped(pool, {1, 2}, [](int item) -> int { throw ItemFailed(item); });
        expect_equal(outcomes, Texts{"ItemFailed: item 1 failed", "ItemFailed: item 2 failed"},
                     "the outcomes, when both items threw", kInPlace);
      },
      kTwoThreads);
}

TEST(PoolMap, AnythingCanBeThrown) {
  explore([] {
    thread_pool pool(1);
    const Texts outcomes = mapped(pool, {42}, [](int item) -> int { throw item; });
    expect_equal(outcomes, Texts{"the int 42"}, "the outcomes, when f threw an int", kInPlace);
  });
}

TEST(PoolMap, CallsTheFunctionOnThreadsOfThePoolOnly) {
  explore(
      [] {
        thread_pool pool(2);
        pool_map(pool, {1, 2}, [&](int) {
          expect_that(pool.get_executor().running_in_this_thread(),
                      "f was called on a thread that is none of the pool's. The contract: f is "
                      "called on threads of the pool only.");
          return 0;
        });
      },
      kTwoThreads);
}

TEST(PoolMap, ATaskOfAnotherPoolCallsTheFunctionOnThreadsOfThisPoolOnly) {
  explore(
      [] {
        thread_pool pool(1);
        thread_pool other(1);
        pool_map(other, {1}, [&](int item) {
          pool_map(pool, {item}, [&](int) {
            expect_that(pool.get_executor().running_in_this_thread(),
                        "a task of another pool mapped over a pool, and f was called on a thread "
                        "that is none of that pool's. The contract: f is called on threads of the "
                        "pool only.");
            return 0;
          });
          return 0;
        });
      },
      kTwoThreads);
}

TEST(PoolMap, WithoutItemsReturnsAtOnceAlsoWhenThePoolIsBusy) {
  explore([] {
    std::latch returned(1);
    thread_pool pool(1);
    post(pool, [&] { returned.wait(); });
    expect_equal(mapped(pool, {}, times_ten), Texts{}, "the outcomes without items",
                 "Without items the result is empty, at once.");
    returned.count_down();
    pool.join();
  });
}

TEST(PoolMap, OtherTasksOfThePoolAreNotAwaited) {
  explore(
      [] {
        std::latch returned(1);
        thread_pool pool(2);
        post(pool, [&] { returned.wait(); });
        expect_equal(mapped(pool, {1, 2}, times_ten), Texts{"value 10", "value 20"},
                     "the outcomes, beside a task that somebody else has posted", kInPlace);
        returned.count_down();
        pool.join();
      },
      kTwoThreads);
}

TEST(PoolMap, OtherTasksOfThePoolAreRun) {
  explore(
      [] {
        int others = 0;
        thread_pool pool(1);
        post(pool, [&] { ++others; });
        mapped(pool, {1}, times_ten);
        post(pool, [&] { ++others; });
        pool.join();
        expect_equal(others, 2, "how many tasks ran that somebody else had posted",
                     "other tasks of the pool were neither awaited nor held up.");
      },
      kTwoThreads);
}

TEST(PoolMap, ThePoolCanBeUsedAgain) {
  explore(
      [] {
        thread_pool pool(2);
        mapped(pool, {1, 2}, times_ten);
        expect_equal(mapped(pool, {3}, times_ten), Texts{"value 30"},
                     "the outcomes of a second map on the same pool", kInPlace);
      },
      kTwoThreads);
}

TEST(PoolMap, TwoThreadsMapOverOnePoolAtOnce) {
  explore(
      [] {
        thread_pool pool(2);
        Texts first;
        Texts second;
        {
          std::jthread mapper([&] { first = mapped(pool, {1, 2}, times_ten); });
          second = mapped(pool, {3, 4}, [](int item) { return -item; });
        }
        expect_equal(first, Texts{"value 10", "value 20"}, "the outcomes of one map", kInPlace);
        expect_equal(second, Texts{"value -3", "value -4"}, "the outcomes of the other", kInPlace);
      },
      kMore);
}

TEST(PoolMap, ATaskMapsOverItsOwnPool) {
  explore(
      [] {
        Texts outcomes;
        thread_pool pool(1);
        post(pool, [&] {
          outcomes = mapped(pool, {1, 2, 3}, [](int item) {
            if (item == 2) throw ItemFailed(item);
            if (item == 3) throw item;
            return times_ten(item);
          });
        });
        pool.join();
        expect_equal(outcomes, Texts{"value 10", "ItemFailed: item 2 failed", "the int 3"},
                     "the outcomes of a map that the pool's only thread has called", kInPlace);
      },
      kTwoThreads);
}

TEST(PoolMap, MapsWithinAMapWhenEveryThreadIsInOne) {
  explore(
      [] {
        thread_pool pool(2);
        const Texts outcomes = mapped(pool, {1, 2}, [&](int item) {
          int sum = 0;
          for (const Outcome& outcome : pool_map(pool, {item, 100 * item}, times_ten)) {
            sum += std::get<int>(outcome);
          }
          return sum;
        });
        expect_equal(outcomes, Texts{"value 1010", "value 2020"},
                     "the outcomes of a map whose function maps over the same pool", kInPlace);
      },
      kTwoThreads);
}

TEST(PoolMap, NothingUsesItsArgumentsAfterTheReturn) {
  explore(
      [] {
        thread_pool pool(2);
        post(pool, [&] {
          const auto items = std::make_unique<std::vector<int>>(std::vector{1, 2});
          const auto factor = std::make_unique<int>(10);
          const auto f = std::make_unique<std::function<int(int item)>>(
              [&](int item) { return *factor * item; });
          expect_equal(mapped(pool, *items, *f), Texts{"value 10", "value 20"},
                       "the outcomes of a map that a task has called", kInPlace);
        });
        pool.join();  // lets everything run that is still in the queue
      },
      kTwoThreads);
}

TEST(PoolMap, MapsManyItems) {
  explore(
      [] {
        std::vector<int> items(100);
        std::iota(items.begin(), items.end(), 0);
        Texts expected;
        for (const int item : items) expected.push_back("value " + std::to_string(10 * item));
        thread_pool pool(3);
        expect_equal(mapped(pool, items, times_ten), expected, "the outcomes of 100 items",
                     kInPlace);
      },
      {.schedules = 20});
}

TEST(PoolMapConcurrent, AsManyCallsAtOnceAsThePoolHasThreads) {
  explore(
      [] {
        interleave::Rendezvous meeting(3);
        thread_pool pool(3);
        pool_map(pool, {1, 2, 3}, [&](int) {
          meeting.arrive_and_wait();
          return 0;
        });
      },
      kMore);
}

TEST(PoolMapConcurrent, TheCallsOfTwoMapsMeet) {
  explore(
      [] {
        interleave::Rendezvous meeting(2);
        thread_pool pool(2);
        const auto meet = [&](int) {
          meeting.arrive_and_wait();
          return 0;
        };
        const std::jthread mapper([&] { pool_map(pool, {1}, meet); });
        pool_map(pool, {2}, meet);
      },
      kMore);
}

TEST(PoolMapConcurrent, NeverMoreCallsAtOnceThanThePoolHasThreads) {
  explore(
      [] {
        interleave::InsideMeter meter;
        thread_pool pool(1);
        pool_map(pool, {1, 2, 3}, [&](int) {
          const auto inside = meter.enter();
          a_while();
          return 0;
        });
        expect_that(meter.most() <= 1,
                    "too many at once: " + std::to_string(meter.most()) +
                        " calls of f were under way at once, on a pool of one thread. The "
                        "contract: f is called on threads of the pool only.");
      },
      kMore);
}

TEST(PoolMapConcurrent, AnItemNeverWaitsForAnother) {
  explore(
      [] {
        std::latch others(8);
        thread_pool pool(2);
        // So many that a share of them has more than one.
        pool_map(pool, {0, 1, 2, 3, 4, 5, 6, 7, 8}, [&](int item) {
          if (item == 0) {
            others.wait();
          } else {
            others.count_down();
          }
          return 0;
        });
      },
      kMore);
}

}  // namespace
