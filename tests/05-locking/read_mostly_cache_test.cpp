#include "read_mostly_cache.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>

#include "explorer/exploration.hpp"
#include "explorer/explore.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"

namespace {

using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;
using interleave::fail;

constexpr const char* kComputedOnce =
    "compute is called for a key only if no value is kept for it and nobody computes one.";
constexpr const char* kOneException =
    "an exception of compute leaves the one member that called it, and reaches nobody else; no "
    "value is kept then, and of those who waited one computes anew.";
constexpr const char* kForgotten =
    "who asks after forget has returned never gets a value whose computation began before that.";
constexpr const char* kStaysAsItIs =
    "the value stays as it is until visitor has returned or thrown, also if the key is forgotten.";

/// Tests that all schedules of can be tried, for an answer that locks no more often than it must.
constexpr interleave::ExploreOptions kManySchedules{.schedules = 30'000};
/// Tests that have more schedules than can be tried in a fraction of a second.
constexpr interleave::ExploreOptions kTooManySchedules{.schedules = 2'000};

/// What a computation throws. It is empty because two threads may share an exception, as with
/// std::shared_future: the library counts its owners where no tool that looks for races sees it.
struct ComputeFailed {};

/// Long enough to live in memory of its own, which can be freed too early.
std::string value_of(int key, int call) {
  return "value of key " + std::to_string(key) + ", computation " + std::to_string(call);
}

constexpr const char* kFailure = "an exception of compute";

/// Counts the computations of keys 0 to 3, without ordering the threads that compute.
class Computations {
 public:
  /// The value of `key`, which tells how many computations of it there were.
  std::string compute(int key) { return value_of(key, count(key)); }

  int count(int key) {
    return counts_.at(static_cast<std::size_t>(key)).fetch_add(1, std::memory_order_relaxed) + 1;
  }

  int of(int key) const {
    return counts_.at(static_cast<std::size_t>(key)).load(std::memory_order_relaxed);
  }

 private:
  std::array<std::atomic<int>, 4> counts_{};
};

/// What `cache.get(key)` returns, or a text that says what it threw.
std::string ask(ReadMostlyCache& cache, int key) {
  try {
    return cache.get(key);
  } catch (const ComputeFailed&) {
    return kFailure;
  } catch (const std::exception& error) {
    return std::string("an exception: ") + error.what();
  }
}

/// As `ask`, through a visitor.
std::string visited(ReadMostlyCache& cache, int key) {
  std::string seen;
  int calls = 0;
  cache.visit(key, [&](const std::string& value) {
    seen = value;
    ++calls;
  });
  expect_equal(calls, 1, "the calls of visitor by one visit", "calls visitor once.");
  return seen;
}

/// `explore` for computations that throw. ThreadSanitizer's own pthread_once, on which
/// std::call_once is built, waits for ever once a function has thrown in it, and right answers must
/// not suffer for that: in the program that it watches these tests do nothing.
void explore_failures(const std::function<void()>& body,
                      const interleave::ExploreOptions& options = {}) {
  explore(
      [&] {
#ifdef __SANITIZE_THREAD__
        if (!interleave::is_in_schedule()) return;
#endif
        body();
      },
      options);
}

TEST(ReadMostlyCache, ComputesAValueWhenItIsFirstAskedFor) {
  explore([] {
    Computations computations;
    ReadMostlyCache cache([&](int key) { return computations.compute(key); });
    expect_equal(computations.of(1), 0, "the calls of compute before anybody asked");
    expect_equal(ask(cache, 1), value_of(1, 1), "what get(1) returned");
    expect_equal(ask(cache, 2), value_of(2, 1), "what get(2) returned");
    expect_equal(visited(cache, 3), value_of(3, 1), "what a visitor of key 3 was called with");
  });
}

TEST(ReadMostlyCache, KeepsAValueForAllWhoAskLater) {
  explore([] {
    Computations computations;
    ReadMostlyCache cache([&](int key) { return computations.compute(key); });
    cache.get(1);
    expect_equal(ask(cache, 1), value_of(1, 1), "what get(1) returned the second time",
                 kComputedOnce);
    expect_equal(visited(cache, 1), value_of(1, 1), "what a visitor was called with after that",
                 kComputedOnce);
  });
}

TEST(ReadMostlyCache, KeepsAnEmptyValueAndThatOfANegativeKeyToo) {
  explore([] {
    int calls = 0;
    ReadMostlyCache cache([&](int key) {
      ++calls;
      return key == -1 ? std::string() : value_of(key, 1);
    });
    for (int turn = 0; turn < 2; ++turn) {
      expect_equal(ask(cache, -1), std::string(), "what get(-1) returned, of an empty value");
      expect_equal(ask(cache, -7), value_of(-7, 1), "what get(-7) returned");
    }
    expect_equal(calls, 2, "the calls of compute, when two keys were asked for twice each",
                 kComputedOnce);
  });
}

TEST(ReadMostlyCache, ComputesAValueOnceAlsoIfTwoAskAtOnce) {
  explore(
      [] {
        Computations computations;
        ReadMostlyCache cache([&](int key) { return computations.compute(key); });
        std::array<std::string, 2> got;
        {
          const std::jthread first([&] { got[0] = ask(cache, 1); });
          const std::jthread second([&] { got[1] = ask(cache, 1); });
        }
        expect_equal(computations.of(1), 1,
                     "the calls of compute(1), when two threads called get(1) at once",
                     kComputedOnce);
        expect_equal(got, std::array{value_of(1, 1), value_of(1, 1)},
                     "what get(1) returned to two threads that asked at once", kComputedOnce);
      },
      kManySchedules);
}

TEST(ReadMostlyCache, ComputesAValueOnceForAVisitorAndAReaderAtOnce) {
  explore(
      [] {
        Computations computations;
        ReadMostlyCache cache([&](int key) { return computations.compute(key); });
        std::array<std::string, 2> got;
        {
          const std::jthread first([&] { got[0] = visited(cache, 1); });
          const std::jthread second([&] { got[1] = ask(cache, 1); });
        }
        expect_equal(computations.of(1), 1,
                     "the calls of compute(1), when two threads called visit(1) and get(1) at once",
                     kComputedOnce);
        expect_equal(got, std::array{value_of(1, 1), value_of(1, 1)},
                     "what visit(1) and get(1) gave to two threads that asked at once",
                     kComputedOnce);
      },
      kManySchedules);
}

TEST(ReadMostlyCache, AValueReachesAllWhoWaitForIt) {
  explore(
      [] {
        Computations computations;
        ReadMostlyCache cache([&](int key) { return computations.compute(key); });
        std::array<std::string, 3> got;
        {
          const std::jthread first([&] { got[0] = ask(cache, 1); });
          const std::jthread second([&] { got[1] = ask(cache, 1); });
          const std::jthread third([&] { got[2] = ask(cache, 1); });
        }
        expect_equal(got, std::array{value_of(1, 1), value_of(1, 1), value_of(1, 1)},
                     "what get(1) returned to three threads that asked at once", kComputedOnce);
      },
      kTooManySchedules);
}

TEST(ReadMostlyCache, KeepsValuesWholeWhileOthersAreAdded) {
  explore([] {
    Computations computations;
    ReadMostlyCache cache([&](int key) { return computations.compute(key); });
    cache.get(1);
    std::array<std::string, 2> got;
    {
      const std::jthread reader([&] { got[0] = ask(cache, 1); });
      const std::jthread writer([&] { got[1] = ask(cache, 2); });
    }
    expect_equal(got, std::array{value_of(1, 1), value_of(2, 1)},
                 "what get(1), of a value that is kept, and get(2), of a new one, returned at once",
                 kComputedOnce);
  });
}

TEST(ReadMostlyCache, AComputationMakesNobodyWaitButThoseWhoAskForItsKey) {
  explore(
      [] {
        std::latch begun(1);
        std::latch others_are_served(1);
        Computations computations;
        ReadMostlyCache cache([&](int key) {
          if (key == 1) {
            begun.count_down();
            others_are_served.wait();
          }
          return computations.compute(key);
        });
        cache.get(2);
        std::string slow;
        {
          const std::jthread thread([&] { slow = ask(cache, 1); });
          begun.wait();
          // Whoever holds a lock while compute(1) runs waits here for ever.
          expect_equal(ask(cache, 2), value_of(2, 1), "what get(2) returned, of a value kept");
          expect_equal(ask(cache, 3), value_of(3, 1), "what get(3) returned, of a new value");
          cache.forget(2);
          others_are_served.count_down();
        }
        expect_equal(slow, value_of(1, 1), "what get(1) returned");
      },
      kManySchedules);
}

TEST(ReadMostlyCache, AComputationMayAskForOtherKeys) {
  explore([] {
    Computations computations;
    ReadMostlyCache* self = nullptr;
    ReadMostlyCache cache([&](int key) {
      if (key == 2) return "after " + self->get(1);
      return computations.compute(key);
    });
    self = &cache;
    expect_equal(ask(cache, 2), "after " + value_of(1, 1),
                 "what get(2) returned, when compute(2) calls get(1)",
                 "other keys are computed meanwhile, by compute itself, too.");
  });
}

TEST(ReadMostlyCache, AForgottenValueIsComputedAnew) {
  explore([] {
    Computations computations;
    ReadMostlyCache cache([&](int key) { return computations.compute(key); });
    cache.get(1);
    cache.get(2);
    cache.forget(1);
    expect_equal(ask(cache, 1), value_of(1, 2), "what get(1) returned after forget(1)", kForgotten);
    expect_equal(ask(cache, 2), value_of(2, 1), "what get(2) returned after forget(1)",
                 "forget drops the value of key.");
  });
}

TEST(ReadMostlyCache, ForgettingWhatIsNotThereDoesNothing) {
  explore([] {
    Computations computations;
    ReadMostlyCache cache([&](int key) { return computations.compute(key); });
    cache.forget(1);
    expect_equal(ask(cache, 1), value_of(1, 1), "what get(1) returned after forget(1)");
    cache.forget(1);
    cache.forget(1);
    expect_equal(ask(cache, 1), value_of(1, 2), "what get(1) returned after two more forget(1)");
  });
}

TEST(ReadMostlyCache, AVisitedValueStaysAsItIsWhileItIsForgotten) {
  explore([] {
    Computations computations;
    ReadMostlyCache cache([&](int key) { return computations.compute(key); });
    cache.get(1);
    const std::jthread forgetter([&] { cache.forget(1); });
    cache.visit(1, [](const std::string& value) {
      // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): it is compared with the value
      const std::string at_first = value;
      std::this_thread::yield();
      expect_that(at_first == value_of(1, 1) || at_first == value_of(1, 2),
                  "a visitor was called with \"" + at_first + "\". No computation yielded that.");
      expect_equal(value, at_first,
                   "the value at the end of a visit, while another thread called forget(1)",
                   kStaysAsItIs);
    });
  });
}

TEST(ReadMostlyCache, ACopyIsWholeAlsoIfTheKeyIsForgottenMeanwhile) {
  explore([] {
    Computations computations;
    ReadMostlyCache cache([&](int key) { return computations.compute(key); });
    cache.get(1);
    std::string got;
    {
      const std::jthread forgetter([&] { cache.forget(1); });
      got = ask(cache, 1);
    }
    expect_that(got == value_of(1, 1) || got == value_of(1, 2),
                "get(1) returned \"" + got +
                    "\" while another thread called forget(1). "
                    "No computation yielded that.");
  });
}

TEST(ReadMostlyCache, ForgetDoesNotWaitForAComputationAndItsValueIsNotKept) {
  explore(
      [] {
        std::latch begun(1);
        std::latch is_forgotten(1);
        Computations computations;
        ReadMostlyCache cache([&](int key) {
          const int call = computations.count(key);
          if (call == 1) {
            begun.count_down();
            is_forgotten.wait();
          }
          return value_of(key, call);
        });
        {
          const std::jthread asked_before([&] { ask(cache, 1); });
          begun.wait();
          cache.forget(1);
          is_forgotten.count_down();
        }
        expect_that(ask(cache, 1) != value_of(1, 1),
                    std::string("get(1) returned the value of a computation that was under way "
                                "when forget(1) was called. The contract: ") +
                        kForgotten);
      },
      kManySchedules);
}

TEST(ReadMostlyCache, AComputationMayForgetItsOwnKey) {
  explore(
      [] {
        Computations computations;
        ReadMostlyCache* self = nullptr;
        ReadMostlyCache cache([&](int key) {
          const int call = computations.count(key);
          if (call == 1) self->forget(1);
          return value_of(key, call);
        });
        self = &cache;
        std::array<std::string, 2> got;
        {
          // Who asks second may wait for the computation that forgets: it must wake them all the
          // same.
          const std::jthread first([&] { got[0] = ask(cache, 1); });
          const std::jthread second([&] { got[1] = ask(cache, 1); });
        }
        for (const std::string& value : got) {
          expect_that(value == value_of(1, 1) || value == value_of(1, 2),
                      "get(1) returned \"" + value +
                          "\" while compute(1) called forget(1). No computation yielded that.");
        }
        expect_that(ask(cache, 1) != value_of(1, 1),
                    std::string("get(1) returned the value of a computation that had called "
                                "forget(1) itself. The contract: ") +
                        kForgotten);
      },
      kManySchedules);
}

/// A computation is forgotten, and ends, or throws if it `fails`, when a newer value is kept.
void forget_a_computation(bool fails) {
  std::latch begun(1);
  std::latch new_value_is_there(1);
  Computations computations;
  ReadMostlyCache cache([&](int key) {
    const int call = computations.count(key);
    if (call == 1) {
      begun.count_down();
      new_value_is_there.wait();
      if (fails) throw ComputeFailed{};
    }
    return value_of(key, call);
  });
  {
    const std::jthread asked_before([&] { ask(cache, 1); });
    begun.wait();
    cache.forget(1);
    // Whoever waits for the forgotten computation waits here for ever.
    expect_equal(ask(cache, 1), value_of(1, 2),
                 "what get(1) returned after forget(1), while an older computation went on",
                 kForgotten);
    new_value_is_there.count_down();
  }
  expect_equal(ask(cache, 1), value_of(1, 2),
               std::string("what get(1) returned when the older computation had ") +
                   (fails ? "thrown" : "ended, too"),
               fails ? kComputedOnce : "what a forgotten computation yields is not kept.");
}

TEST(ReadMostlyCache, AForgottenComputationDoesNotReplaceANewerValue) {
  explore([] { forget_a_computation(false); }, kManySchedules);
}

TEST(ReadMostlyCache, AForgottenComputationThatThrowsDoesNotDropANewerValue) {
  explore_failures([] { forget_a_computation(true); }, kManySchedules);
}

TEST(ReadMostlyCache, AnExceptionOfComputeReachesTheCallerAndNothingIsKept) {
  explore_failures([] {
    Computations computations;
    ReadMostlyCache cache([&](int key) {
      const int call = computations.count(key);
      if (call <= 2) throw ComputeFailed{};
      return value_of(key, call);
    });
    expect_equal(ask(cache, 1), std::string(kFailure), "what get(1) did, when compute threw",
                 kOneException);
    bool caught = false;
    try {
      cache.visit(1, [](const std::string&) {
        fail("a visitor was called although compute threw, so that there is no value.");
      });
    } catch (const ComputeFailed&) {
      caught = true;
    }
    expect_that(caught, std::string("visit(1) did not throw what compute threw. The contract: ") +
                            kOneException);
    expect_equal(computations.of(1), 2,
                 "the calls of compute(1) by get and visit, which both failed", kOneException);
    expect_equal(ask(cache, 1), value_of(1, 3), "what get(1) returned, when compute did not throw",
                 kOneException);
  });
}

TEST(ReadMostlyCache, OneOfThoseWhoWaitedForAFailureComputesAnew) {
  explore_failures([] {
    Computations computations;
    ReadMostlyCache cache([&](int key) {
      const int call = computations.count(key);
      if (call == 1) throw ComputeFailed{};
      return value_of(key, call);
    });
    std::array<std::string, 2> got;
    {
      const std::jthread first([&] { got[0] = ask(cache, 1); });
      const std::jthread second([&] { got[1] = ask(cache, 1); });
    }
    std::sort(got.begin(), got.end());
    expect_equal(got, std::array{std::string(kFailure), value_of(1, 2)},
                 "what get(1) gave to two threads, when only the first computation threw",
                 kOneException);
  });
}

TEST(ReadMostlyCache, AFailureLeavesNobodyWaiting) {
  explore_failures(
      [] {
        Computations computations;
        ReadMostlyCache cache([&](int key) {
          const int call = computations.count(key);
          if (call == 1) throw ComputeFailed{};
          return value_of(key, call);
        });
        std::array<std::string, 3> got;
        {
          const std::jthread first([&] { got[0] = ask(cache, 1); });
          const std::jthread second([&] { got[1] = ask(cache, 1); });
          const std::jthread third([&] { got[2] = ask(cache, 1); });
        }
        std::sort(got.begin(), got.end());
        expect_equal(got, std::array{std::string(kFailure), value_of(1, 2), value_of(1, 2)},
                     "what get(1) gave to three threads, when only the first computation threw",
                     kOneException);
      },
      kTooManySchedules);
}

/// True if `cache.visit(1, ...)` throws what its visitor throws.
bool visitor_fails(ReadMostlyCache& cache) {
  try {
    cache.visit(1, [](const std::string&) { throw std::runtime_error("a visitor failed"); });
  } catch (const std::runtime_error&) {
    return true;
  }
  return false;
}

TEST(ReadMostlyCache, AnExceptionOfAVisitorIsThrownAndTheValueIsKept) {
  explore([] {
    Computations computations;
    ReadMostlyCache cache([&](int key) { return computations.compute(key); });
    constexpr const char* kKept = "what visitor throws is thrown, and the value is kept.";
    expect_that(visitor_fails(cache),
                std::string("what a visitor threw did not leave visit. The contract: ") + kKept);
    expect_equal(ask(cache, 1), value_of(1, 1), "what get(1) returned after a visitor had thrown",
                 kKept);
  });
}

TEST(ReadMostlyCache, AnExceptionOfAVisitorLeavesNoLockBehind) {
  explore([] {
    Computations computations;
    ReadMostlyCache cache([&](int key) { return computations.compute(key); });
    visitor_fails(cache);
    cache.forget(1);  // waits for ever if a lock is left behind
    expect_equal(ask(cache, 1), value_of(1, 2), "what get(1) returned after forget(1)");
  });
}

TEST(ReadMostlyCache, RefusesEmptyFunctions) {
  explore([] {
    try {
      const ReadMostlyCache cache(nullptr);
      fail(
          "a cache was made of an empty compute. The contract: std::invalid_argument if compute "
          "is empty.");
    } catch (const std::invalid_argument&) {
    }
    Computations computations;
    ReadMostlyCache cache([&](int key) { return computations.compute(key); });
    try {
      cache.visit(1, nullptr);
      fail(
          "an empty visitor was accepted. The contract: std::bad_function_call if visitor is "
          "empty.");
    } catch (const std::bad_function_call&) {
    }
    cache.forget(1);  // waits for ever if a lock is left behind
  });
}

TEST(ReadMostlyCacheConcurrent, TwoVisitorsOfOneKeyMeet) {
  explore([] {
    interleave::Rendezvous meeting(2);
    ReadMostlyCache cache([](int key) { return value_of(key, 1); });
    cache.get(1);
    std::array<const std::string*, 2> seen{};
    {
      const std::jthread other([&] {
        cache.visit(1, [&](const std::string& value) {
          seen[0] = &value;
          meeting.arrive_and_wait();
        });
      });
      cache.visit(1, [&](const std::string& value) {
        seen[1] = &value;
        meeting.arrive_and_wait();
      });
    }
    expect_that(seen[0] == seen[1],
                "two visitors of one key at once were given two strings. The contract: visit makes "
                "no copy, and calls visitor with the value itself.");
  });
}

TEST(ReadMostlyCacheConcurrent, VisitorsOfTwoKeysMeet) {
  explore([] {
    interleave::Rendezvous meeting(2);
    ReadMostlyCache cache([](int key) { return value_of(key, 1); });
    cache.get(1);
    cache.get(2);
    const auto meet = [&](const std::string&) { meeting.arrive_and_wait(); };
    const std::jthread other([&] { cache.visit(1, meet); });
    cache.visit(2, meet);
  });
}

TEST(ReadMostlyCacheConcurrent, GetDoesNotWaitForAVisitor) {
  explore([] {
    interleave::Rendezvous meeting(2);
    ReadMostlyCache cache([](int key) { return value_of(key, 1); });
    cache.get(1);
    const std::jthread other(
        [&] { cache.visit(1, [&](const std::string&) { meeting.arrive_and_wait(); }); });
    cache.get(1);
    meeting.arrive_and_wait();
  });
}

TEST(ReadMostlyCacheConcurrent, ComputationsOfTwoKeysMeet) {
  explore([] {
    interleave::Rendezvous meeting(2);
    ReadMostlyCache cache([&](int key) {
      meeting.arrive_and_wait();
      return value_of(key, 1);
    });
    const std::jthread other([&] { cache.get(1); });
    cache.get(2);
  });
}

}  // namespace
