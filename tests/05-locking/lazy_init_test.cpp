#include "lazy_init.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <functional>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "explorer/exploration.hpp"
#include "explorer/explore.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"

namespace {

using interleave::expect_equal;
using interleave::expect_that;
using interleave::fail;

constexpr const char* kOnce = "build is never called again once it has returned.";
constexpr const char* kSameObject = "everybody is given the same object.";
constexpr const char* kOneException =
    "an exception of build leaves the one get that called it, and reaches nobody else; nothing is "
    "built then, and one of those who waited, or whoever asks next, calls build again.";

/// Explores with stale reads of atomics wherever C++20 allows them.
///
/// In the program that runs natively under ThreadSanitizer it does nothing: that knows no fences,
/// and its own pthread_once, on which std::call_once is built, waits for ever once a function has
/// thrown in it. Right answers use both. The explorer knows them, and decides.
void explore(const std::function<void()>& body, std::size_t schedules = 10'000) {
  const auto body_or_nothing = [&] {
#ifdef __SANITIZE_THREAD__
    if (!interleave::is_in_schedule()) return;
#endif
    body();
  };
  interleave::explore(body_or_nothing, {.schedules = schedules, .weak_memory = true});
}

/// For tests that have more schedules than can be tried in a fraction of a second.
constexpr std::size_t kTooManySchedules = 2'000;

/// What `build` throws. It is empty because two threads may share an exception, as with
/// std::shared_future: the library counts its owners where no tool that looks for races sees it.
struct BuildFailed {};

constexpr const char* kFailure = "an exception of build";

/// The objects tell which call of build made them: 1 in the first, 2 in the second.
Lazy::Value object_of(int call) { return {call, call, call}; }

std::string text_of(const Lazy::Value& object) {
  std::string text = "an object of";
  for (const int number : object) text += ' ' + std::to_string(number);
  return text;
}

/// Counts calls without ordering the threads that call.
class Calls {
 public:
  int count() { return calls_.fetch_add(1, std::memory_order_relaxed) + 1; }
  int so_far() const { return calls_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int> calls_ = 0;
};

/// The object that `lazy.get()` gives as a text, or what it threw.
std::string ask(Lazy& lazy) {
  try {
    return text_of(lazy.get());
  } catch (const BuildFailed&) {
    return kFailure;
  } catch (const std::exception& error) {
    return std::string("an exception: ") + error.what();
  }
}

TEST(LazyInit, BuildsWhenItIsFirstAskedFor) {
  explore([] {
    Calls calls;
    {
      Lazy lazy([&] { return object_of(calls.count()); });
      expect_equal(calls.so_far(), 0, "the calls of build before anybody asked",
                   "build is called by get only.");
      expect_equal(ask(lazy), text_of(object_of(1)), "what get gave");
    }
    expect_equal(calls.so_far(), 1, "the calls of build");
  });
}

TEST(LazyInit, IsBuiltOnceForAllWhoAskLater) {
  explore([] {
    Calls calls;
    Lazy lazy([&] { return object_of(calls.count()); });
    const Lazy::Value* const first = &lazy.get();
    const Lazy::Value* const second = &lazy.get();
    expect_that(first == second,
                "two calls of get gave two objects. The contract: everybody is given the same "
                "object.");
    expect_equal(*first, object_of(1), "the object after two calls of get");
    expect_equal(calls.so_far(), 1, "the calls of build for two calls of get", kOnce);
  });
}

TEST(LazyInit, AnEmptyObjectIsAnObjectToo) {
  explore([] {
    Calls calls;
    Lazy lazy([&] {
      calls.count();
      return Lazy::Value();
    });
    const Lazy::Value* const first = &lazy.get();
    expect_that(first->empty(), "get gave an object with something in it, when build made none.");
    expect_that(lazy.peek() == first,
                "peek gave another object than get, or null, when build had made an empty one. The "
                "contract: the object if it is built.");
    lazy.get();
    expect_equal(calls.so_far(), 1, "the calls of build for two calls of get of an empty object",
                 kOnce);
  });
}

TEST(LazyInit, IsNotBuiltIfNobodyAsks) {
  explore([] {
    Calls calls;
    {
      const Lazy lazy([&] { return object_of(calls.count()); });
      expect_that(lazy.peek() == nullptr,
                  "peek gave an object although nobody has asked for one. The contract: the object "
                  "if it is built, else null.");
    }
    expect_equal(calls.so_far(), 0, "the calls of build, when get was never called",
                 "build is called by get only.");
  });
}

TEST(LazyInit, IsBuiltOnceAlsoIfTwoAskAtOnce) {
  explore([] {
    Calls calls;
    Lazy lazy([&] { return object_of(calls.count()); });
    std::array<const Lazy::Value*, 2> objects{};
    {
      const std::jthread first([&] { objects[0] = &lazy.get(); });
      const std::jthread second([&] { objects[1] = &lazy.get(); });
    }
    expect_equal(calls.so_far(), 1, "the calls of build, when two threads called get at once",
                 kOnce);
    expect_equal(*objects[0], object_of(1), "what get gave to two threads that called it at once");
    expect_that(objects[0] == objects[1],
                std::string("two threads were given two objects. The contract: ") + kSameObject);
  });
}

TEST(LazyInit, IsCompleteForEachOfTwoWhoAskAtOnce) {
  explore([] {
    Lazy lazy([] { return object_of(1); });
    std::array<std::string, 2> got;
    {
      const std::jthread first([&] { got[0] = ask(lazy); });
      const std::jthread second([&] { got[1] = ask(lazy); });
    }
    expect_equal(got, std::array{text_of(object_of(1)), text_of(object_of(1))},
                 "what get gave to two threads that called it at once");
  });
}

TEST(LazyInit, ReachesAllWhoWaitForIt) {
  explore(
      [] {
        Calls calls;
        Lazy lazy([&] { return object_of(calls.count()); });
        std::array<std::string, 3> got;
        {
          const std::jthread first([&] { got[0] = ask(lazy); });
          const std::jthread second([&] { got[1] = ask(lazy); });
          const std::jthread third([&] { got[2] = ask(lazy); });
        }
        const std::string object = text_of(object_of(1));
        expect_equal(got, std::array{object, object, object},
                     "what get gave to three threads that called it at once", kOnce);
      },
      kTooManySchedules);
}

TEST(LazyInit, ShowsAllThatBuildDid) {
  explore([] {
    int side_effect = 0;  // not atomic: get and peek make it visible
    Lazy lazy([&] {
      side_effect = 7;
      return object_of(1);
    });
    const auto use = [&] {
      lazy.get();
      const int seen = side_effect;
      expect_equal(seen, 7, "what build had written elsewhere, when get returned",
                   "all that build did is visible to whoever is given the object.");
    };
    const std::jthread first(use);
    const std::jthread second(use);
  });
}

TEST(LazyInit, PeekGivesTheObjectOnceItIsBuilt) {
  explore([] {
    Lazy lazy([] { return object_of(1); });
    expect_that(lazy.peek() == nullptr, "peek gave an object before the first get.");
    const Lazy::Value* const object = &lazy.get();
    expect_that(lazy.peek() != nullptr,
                "peek gave null after get had returned. The contract: not null if a get that has "
                "returned happened before.");
    expect_that(lazy.peek() == object || lazy.peek() == nullptr,
                std::string("peek gave another object than get. The contract: ") + kSameObject);
  });
}

TEST(LazyInit, PeekGivesAllOfTheObjectOrNothing) {
  explore([] {
    int side_effect = 0;  // not atomic: get and peek make it visible
    Lazy lazy([&] {
      side_effect = 7;
      return object_of(1);
    });
    const std::jthread builder([&] { lazy.get(); });
    const Lazy::Value* const object = lazy.peek();
    if (object == nullptr) return;
    const Lazy::Value complete = *object;
    expect_equal(complete, object_of(1), "what peek gave while another thread called get",
                 "the object if it is built, else null.");
    const int seen = side_effect;
    expect_equal(seen, 7, "what build had written elsewhere, when peek gave the object",
                 "all that build did is visible to whoever is given the object.");
  });
}

TEST(LazyInit, PeekGivesTheObjectAlsoWhileOthersAskForIt) {
  explore([] {
    Lazy lazy([] { return object_of(1); });
    lazy.get();
    const std::jthread other([&] { lazy.get(); });
    expect_that(
        lazy.peek() != nullptr,
        "peek gave null while another thread called get, although the object had been built "
        "before. The contract: not null if a get that has returned happened before.");
  });
}

TEST(LazyInit, PeekDoesNotWaitForABuild) {
  explore([] {
    std::latch begun(1);
    std::latch has_peeked(1);
    Lazy lazy([&] {
      begun.count_down();
      has_peeked.wait();  // for ever, if peek waits for build
      return object_of(1);
    });
    const std::jthread builder([&] { lazy.get(); });
    begun.wait();
    expect_that(lazy.peek() == nullptr,
                "peek gave an object while build was under way. The contract: the object if it is "
                "built, else null.");
    has_peeked.count_down();
  });
}

TEST(LazyInit, AnExceptionOfBuildReachesTheCallerAndNothingIsBuilt) {
  explore([] {
    Calls calls;
    Lazy lazy([&] {
      const int call = calls.count();
      if (call == 1) throw BuildFailed{};
      if (call == 2) throw std::runtime_error("no disk");
      return object_of(call);
    });
    expect_equal(ask(lazy), kFailure, "what the first get gave, when build threw", kOneException);
    expect_that(lazy.peek() == nullptr,
                "peek gave an object after build had thrown. The contract: nothing is built then.");
    expect_equal(ask(lazy), "an exception: no disk",
                 "what the second get gave, when build threw std::runtime_error(\"no disk\")",
                 "get throws what build throws.");
    expect_equal(ask(lazy), text_of(object_of(3)),
                 "what the third get gave, when build did not throw", kOneException);
    expect_equal(ask(lazy), text_of(object_of(3)), "what the fourth get gave", kOnce);
  });
}

TEST(LazyInit, OneOfThoseWhoWaitedForAFailureBuilds) {
  explore([] {
    int calls = 0;  // not atomic: build is called by one thread at a time
    Lazy lazy([&] {
      ++calls;
      if (calls == 1) throw BuildFailed{};
      return object_of(calls);
    });
    std::array<std::string, 2> got;
    {
      const std::jthread first([&] { got[0] = ask(lazy); });
      const std::jthread second([&] { got[1] = ask(lazy); });
    }
    std::sort(got.begin(), got.end());
    expect_equal(got, std::array{std::string(kFailure), text_of(object_of(2))},
                 "what get gave to two threads, when only the first build threw", kOneException);
  });
}

TEST(LazyInit, AFailureLeavesNobodyWaiting) {
  explore(
      [] {
        Calls calls;
        Lazy lazy([&] {
          const int call = calls.count();
          if (call == 1) throw BuildFailed{};
          return object_of(call);
        });
        std::array<std::string, 3> got;
        {
          const std::jthread first([&] { got[0] = ask(lazy); });
          const std::jthread second([&] { got[1] = ask(lazy); });
          const std::jthread third([&] { got[2] = ask(lazy); });
        }
        std::sort(got.begin(), got.end());
        const std::string object = text_of(object_of(2));
        expect_equal(got, std::array{std::string(kFailure), object, object},
                     "what get gave to three threads, when only the first build threw",
                     kOneException);
      },
      kTooManySchedules);
}

TEST(LazyInit, EachHasAnObjectOfItsOwn) {
  explore([] {
    Lazy one([] { return object_of(1); });
    Lazy two([] { return object_of(2); });
    expect_equal(one.get(), object_of(1), "what get of the first of two Lazy gave");
    expect_that(
        two.peek() == nullptr,
        "peek of a Lazy that nobody has asked gave an object, after get of another one. The "
        "contract: two Lazy have nothing to do with each other.");
    expect_equal(two.get(), object_of(2), "what get of the second of two Lazy gave",
                 "two Lazy have nothing to do with each other.");
    expect_equal(one.get(), object_of(1), "what get of the first of two Lazy gave at the end");
  });
}

TEST(LazyInit, ABuildMayAskForTheObjectOfAnother) {
  explore([] {
    Lazy one([] { return object_of(1); });
    Lazy two([&] {
      Lazy::Value object = one.get();
      object.push_back(2);
      return object;
    });
    expect_equal(ask(two), text_of({1, 1, 1, 2}),
                 "what get gave, when build calls get of another Lazy",
                 "two Lazy have nothing to do with each other.");
  });
}

TEST(LazyInit, RefusesAnEmptyBuild) {
  explore([] {
    try {
      const Lazy lazy(nullptr);
      fail(
          "a Lazy was made of an empty build. The contract: std::invalid_argument if build is "
          "empty.");
    } catch (const std::invalid_argument&) {
    }
  });
}

TEST(LazyInitConcurrent, TwoAreBuiltAtOnce) {
  explore([] {
    interleave::Rendezvous meeting(2);
    const auto build = [&] {
      meeting.arrive_and_wait();
      return object_of(1);
    };
    Lazy one(build);
    Lazy two(build);
    const std::jthread other([&] { one.get(); });
    two.get();
  });
}

}  // namespace
