#include "indexed_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <latch>
#include <numeric>
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

using Texts = std::vector<std::string>;

constexpr const char* kInPlace = "outcome i is what f(items[i]) returned or threw.";

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

/// The outcomes of indexed_map, in words. Nothing may leave it.
Texts mapped(int n, const std::vector<int>& items, const std::function<int(int item)>& f) {
  Texts texts;
  try {
    for (const Outcome& outcome : indexed_map(n, items, f)) texts.push_back(in_words(outcome));
  } catch (...) {
    interleave::fail(
        "indexed_map threw, with n = " + std::to_string(n) +
        ". The contract: an exception is kept for its own item, and changes nothing for the "
        "others.");
  }
  return texts;
}

int times_ten(int item) { return 10 * item; }

void a_while() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }

/// Tells the first call with an item from others, which must not make a test wait for ever: that
/// they come is the fault. Orders no threads.
class FirstCalls {
 public:
  bool has(int item) {
    return !called_.at(static_cast<std::size_t>(item)).test_and_set(std::memory_order_relaxed);
  }

 private:
  std::array<std::atomic_flag, 9> called_;
};

/// Fails unless indexed_map refuses `n`.
void expect_refused(int n, const std::vector<int>& items) {
  const std::string call =
      "with n = " + std::to_string(n) + " and " + std::to_string(items.size()) + " items";
  CallLog<int> calls;
  try {
    indexed_map(n, items, [&](int item) {
      calls.add(item);
      return item;
    });
    interleave::fail(call +
                     ", indexed_map did not throw. The contract: std::invalid_argument if n "
                     "is less than 1, with or without items.");
  } catch (const std::invalid_argument&) {
  } catch (...) {
    interleave::fail(call + ", indexed_map threw, but no std::invalid_argument.");
  }
  expect_equal(calls.size(), 0U, "the number of calls to f " + call, "f is not called.");
}

TEST(IndexedMap, CallsTheFunctionOnceWithEachItem) {
  explore([] {
    CallLog<int> calls;
    std::atomic<int> count = 0;
    // Two items that are equal, and do not have the same outcome.
    Texts outcomes = mapped(2, {5, 6, 5}, [&](int item) {
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
  });
}

TEST(IndexedMap, OutcomesStandInTheOrderOfTheItems) {
  explore([] {
    FirstCalls first_calls;
    std::latch second_ended(1);
    const Texts outcomes = mapped(2, {1, 2}, [&](int item) {
      if (!first_calls.has(item)) return times_ten(item);
      if (item == 1) second_ended.wait();
      if (item == 2) second_ended.count_down();
      if (item == 1) a_while();
      return times_ten(item);
    });
    expect_equal(outcomes, Texts{"value 10", "value 20"},
                 "the outcomes, when the second item ended before the first", kInPlace);
  });
}

TEST(IndexedMap, ReturnsOnlyWhenEveryCallHasEnded) {
  explore([] {
    std::vector<int> ended(2);
    indexed_map(2, {0, 1}, [&](int item) {
      a_while();
      ended.at(static_cast<std::size_t>(item)) = 1;
      return 0;
    });
    expect_equal(ended, std::vector{1, 1}, "which calls had ended on return",
                 "returns when all calls have ended.");
  });
}

TEST(IndexedMap, ItsThreadsHaveEndedOnReturn) {
  explore([] {
    const interleave::LivingThreads threads;
    indexed_map(2, {1, 2}, [&](int) {
      threads.note();
      return 0;
    });
    expect_equal(threads.count(), 0,
                 "how many threads had not ended on return, of those that had called f",
                 "No thread that was started here is still running on return.");
  });
}

TEST(IndexedMap, TheFunctionMayMapToo) {
  explore(
      [] {
        const Texts outcomes = mapped(2, {1, 2}, [&](int item) {
          int sum = 0;
          for (const Outcome& outcome : indexed_map(2, {item, 100 * item}, times_ten)) {
            sum += std::get<int>(outcome);
          }
          return sum;
        });
        expect_equal(outcomes, Texts{"value 1010", "value 2020"},
                     "the outcomes of a map whose function calls indexed_map", kInPlace);
      },
      {.schedules = 300});
}

TEST(IndexedMap, AnExceptionIsKeptForItsOwnItem) {
  explore([] {
    const Texts outcomes = mapped(2, {1, 2, 3}, [](int item) {
      if (item == 2) throw ItemFailed(item);
      return times_ten(item);
    });
    expect_equal(outcomes, Texts{"value 10", "ItemFailed: item 2 failed", "value 30"},
                 "the outcomes, when item 2 threw", kInPlace);
  });
}

TEST(IndexedMap, ItemsAfterAnExceptionAreDone) {
  explore([] {
    const Texts outcomes = mapped(1, {1, 2, 3}, [](int item) {
      if (item < 3) throw ItemFailed(item);
      return times_ten(item);
    });
    expect_equal(outcomes,
                 Texts{"ItemFailed: item 1 failed", "ItemFailed: item 2 failed", "value 30"},
                 "the outcomes with n = 1, when the first two of three items threw", kInPlace);
  });
}

TEST(IndexedMap, AnythingCanBeThrown) {
  explore([] {
    const Texts outcomes = mapped(2, {42}, [](int item) -> int { throw item; });
    expect_equal(outcomes, Texts{"the int 42"}, "the outcomes, when f threw an int", kInPlace);
  });
}

TEST(IndexedMap, NMayBeGreaterThanTheNumberOfItems) {
  explore(
      [] {
        expect_equal(mapped(8, {1, 2}, times_ten), Texts{"value 10", "value 20"},
                     "the outcomes of two items with n = 8", kInPlace);
      },
      {.schedules = 300});
}

TEST(IndexedMap, WithoutItemsTheResultIsEmpty) {
  explore([] {
    expect_equal(mapped(2, {}, times_ten), Texts{}, "the outcomes without items",
                 "Without items the result is empty.");
  });
}

TEST(IndexedMap, RefusesToWorkWithNoThread) {
  explore([] { expect_refused(0, {1, 2}); });
}

TEST(IndexedMap, RefusesANegativeNumber) {
  explore([] { expect_refused(-1, {1, 2}); });
}

TEST(IndexedMap, RefusesABadNumberAlsoWithoutItems) {
  explore([] { expect_refused(0, {}); });
}

TEST(IndexedMap, MapsManyItems) {
  explore(
      [] {
        std::vector<int> items(50);
        std::iota(items.begin(), items.end(), 0);
        Texts expected;
        for (const int item : items) expected.push_back("value " + std::to_string(10 * item));
        expect_equal(mapped(3, items, times_ten), expected, "the outcomes of 50 items", kInPlace);
      },
      {.schedules = 30});
}

TEST(IndexedMapConcurrent, NCallsAtOnce) {
  explore(
      [] {
        // More than anybody would start for the sake of the processors.
        interleave::Rendezvous meeting(9);
        indexed_map(9, {1, 2, 3, 4, 5, 6, 7, 8, 9}, [&](int) {
          meeting.arrive_and_wait();
          return 0;
        });
      },
      {.schedules = 300});
}

TEST(IndexedMapConcurrent, NeverMoreThanNCallsAtOnce) {
  explore([] {
    interleave::InsideMeter meter;
    indexed_map(2, {1, 2, 3, 4}, [&](int item) {
      const auto inside = meter.enter();
      if (item == 1) throw ItemFailed(item);  // that changes nothing for the others
      return 0;
    });
    expect_that(meter.most() <= 2,
                "too many at once: " + std::to_string(meter.most()) +
                    " calls of f were under way at once with n = 2. The contract: never more than "
                    "n calls of f are under way at once.");
  });
}

TEST(IndexedMapConcurrent, AnItemNeverWaitsForACertainOther) {
  explore(
      [] {
        FirstCalls first_calls;
        std::latch others(8);
        // So many that a share of them has more than one.
        indexed_map(2, {0, 1, 2, 3, 4, 5, 6, 7, 8}, [&](int item) {
          if (!first_calls.has(item)) return 0;
          if (item == 0) {
            others.wait();
          } else {
            others.count_down();
          }
          return 0;
        });
      },
      {.schedules = 1'000});
}

}  // namespace
