// Under the explorer's control: threads, what belongs to a thread, and static initialisation.

#include <gtest/gtest.h>
#include <pthread.h>

#include <atomic>
#include <functional>
#include <latch>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <thread>
#include <utility>

#include "expect_exploration.hpp"

namespace {

using interleave::testing_explorer::expect_fault;
using interleave::testing_explorer::expect_fault_among;
using interleave::testing_explorer::expect_no_fault;
using interleave::testing_explorer::expect_proved;
using interleave::testing_explorer::in_parallel;
using interleave::testing_explorer::require;

// --- std::thread ---

TEST(Thread, StartHandsOverWhatCameBefore) {
  expect_proved([] {
    int value = 1;
    std::thread thread([&] {
      require(value == 1, "the write before the start is not seen");
      value = 2;
    });
    thread.join();
    require(value == 2, "the write of the joined thread is not seen");
  });
}

TEST(Thread, ReadingBeforeTheJoinIsADataRace) {
  expect_fault("data race", [] {
    int value = 0;
    std::thread thread([&] { value = 1; });
    require(value < 2, "never");
    thread.join();
  });
}

TEST(Thread, WritingOnTwoThreadsIsADataRaceEvenIfTheValueIsTheSame) {
  expect_fault("data race", [] {
    int value = 0;
    const auto write = [&] { value = 1; };
    in_parallel(write, write);
    require(value == 1, "never");
  });
}

TEST(Thread, ReadingOnTwoThreadsIsNoRace) {
  expect_proved([] {
    int value = 7;
    const auto read = [&] { require(value == 7, "the value has changed"); };
    in_parallel(read, read);
  });
}

TEST(Thread, NeighboursInMemoryAreNoRace) {
  expect_proved([] {
    struct {
      char left = 0;
      char right = 0;
    } pair;
    in_parallel([&] { pair.left = 1; }, [&] { pair.right = 2; });
    require(pair.left == 1 && pair.right == 2, "a write to a neighbour was lost");
  });
}

TEST(Thread, NeighbouringBitsAreOneLocation) {
  expect_fault("data race", [] {
    struct {
      unsigned left : 4;
      unsigned right : 4;
    } pair = {0, 0};
    in_parallel([&] { pair.left = 1; }, [&] { pair.right = 2; });
    require(pair.left <= 1 && pair.right <= 2, "never");
  });
}

TEST(Thread, EachArgumentIsCopiedForTheThread) {
  expect_proved([] {
    int number = 1;
    int seen_copy = 0;
    std::thread thread(
        [&seen_copy](int copy, std::unique_ptr<int> owned, int& reference) {
          seen_copy = copy + *owned;
          reference = 5;
        },
        2, std::make_unique<int>(3), std::ref(number));
    thread.join();
    require(seen_copy == 5 && number == 5, "the arguments were not handed over");
  });
}

TEST(Thread, OwnershipMovesWithTheObject) {
  expect_proved([] {
    int value = 0;
    std::thread first([&] { value = 1; });
    const std::thread::id id = first.get_id();
    std::thread second = std::move(first);
    // NOLINTNEXTLINE(bugprone-use-after-move)
    require(!first.joinable() && second.get_id() == id, "the thread was not moved");
    second.join();
    require(value == 1 && second.get_id() == std::thread::id(), "the thread was not joined");
  });
}

TEST(Thread, HasAnIdOfItsOwn) {
  expect_proved([] {
    std::thread::id inside_first;
    std::thread::id inside_second;
    std::thread first([&] { inside_first = std::this_thread::get_id(); });
    std::thread second([&] { inside_second = std::this_thread::get_id(); });
    const std::thread::id outside_first = first.get_id();
    const std::thread::id outside_second = second.get_id();
    first.join();
    second.join();
    require(inside_first == outside_first && inside_second == outside_second, "wrong ids");
    require(inside_first != inside_second, "two threads have the same id");
    require(inside_first != std::this_thread::get_id(), "a thread has the id of its parent");
  });
}

TEST(Thread, MayBeJoinedByAnotherThanItsParent) {
  expect_proved([] {
    int value = 0;
    std::thread inner([&] { value = 1; });
    std::thread outer([&] {
      inner.join();
      require(value == 1, "the write of the joined thread is not seen");
    });
    outer.join();
  });
}

TEST(Thread, MayStartThreads) {
  expect_proved([] {
    int value = 0;
    std::thread outer([&] {
      std::thread inner([&] { value = 1; });
      inner.join();
    });
    outer.join();
    require(value == 1, "the write of the inner thread is not seen");
  });
}

TEST(Thread, ReusesTheStacksOfEndedThreadsWithoutARace) {
  expect_proved([] {
    int sum = 0;
    for (int i = 0; i < 5; ++i) {
      std::thread thread([&sum] {
        volatile int local = 1;
        sum += local;
      });
      thread.join();
    }
    require(sum == 5, "a write of a joined thread is not seen");
  });
}

// Detached threads are in order as long as they end by themselves.
TEST(Thread, MayBeDetachedIfItEnds) {
  expect_no_fault([] {
    const auto done = std::make_shared<std::latch>(1);
    std::thread([done] { done->count_down(); }).detach();
    done->wait();
  });
}

TEST(Thread, DetachingHandsNothingOver) {
  expect_fault("data race", [] {
    const auto value = std::make_shared<int>(0);
    const auto done = std::make_shared<std::latch>(1);
    std::thread([value, done] {
      *value = 1;
      done->count_down();
    }).detach();
    require(*value < 2, "never");
    done->wait();
  });
}

TEST(Thread, DestroyedWhileJoinableIsACrash) {
  expect_fault("crash", [] { const std::thread thread([] {}); });
}

TEST(Thread, AnExceptionThatLeavesItIsACrash) {
  expect_fault("crash", [] {
    std::thread thread([] { throw std::runtime_error("left the thread"); });
    thread.join();
  });
}

TEST(Thread, ThatJoinsItselfIsNoHang) {
  // A crash if join throws resource_deadlock_would_occur, which leaves the thread.
  expect_fault_among({"crash", "deadlock"}, [] {
    std::thread thread;
    std::atomic<bool> assigned = false;
    thread = std::thread([&] {
      assigned.wait(false);
      thread.join();
    });
    assigned = true;
    assigned.notify_one();
    thread.join();
  });
}

TEST(Thread, TellsHowManyRunAtOnce) {
  expect_proved([] {
    const unsigned first = std::thread::hardware_concurrency();
    require(first >= 1 && first == std::thread::hardware_concurrency(), "not a fixed number");
  });
}

// --- std::jthread and stop tokens ---

TEST(JThread, JoinsWhenItsScopeEnds) {
  expect_proved([] {
    int value = 0;
    {
      const std::jthread thread([&] { value = 1; });
    }
    require(value == 1, "the write of the thread is not seen");
  });
}

TEST(JThread, AsksItsThreadToStopWhenItsScopeEnds) {
  expect_no_fault([] {
    int turns = 0;
    {
      const std::jthread thread([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) std::this_thread::yield();
        ++turns;
      });
    }
    require(turns == 1, "the thread did not see the request");
  });
}

TEST(StopToken, HandsOverWhatCameBeforeTheRequest) {
  expect_no_fault([] {
    int message = 0;
    std::jthread thread([&](const std::stop_token& stop) {
      if (stop.stop_requested()) require(message == 1, "the message has not arrived");
    });
    message = 1;
    thread.request_stop();
  });
}

TEST(StopToken, OnlyOneRequestIsTheFirst) {
  expect_no_fault([] {
    std::stop_source source;
    bool first = false;
    bool second = false;
    in_parallel([&] { first = source.request_stop(); }, [&] { second = source.request_stop(); });
    require(first != second, "both or none made the request");
  });
}

TEST(StopCallback, RunsOnceWhetherRegisteredBeforeOrAfterTheRequest) {
  expect_no_fault([] {
    std::stop_source source;
    std::atomic<int> calls = 0;
    std::thread thread([&] {
      const auto count = [&calls] { ++calls; };
      const std::stop_callback<decltype(count)> callback(source.get_token(), count);
      while (calls == 0) std::this_thread::yield();
    });
    source.request_stop();
    thread.join();
    require(calls == 1, "the callback did not run exactly once");
  });
}

TEST(StopCallback, ItsDestructorWaitsForTheRunningCallback) {
  expect_no_fault([] {
    std::stop_source source;
    int runs = 0;
    std::thread thread([&] { source.request_stop(); });
    {
      const auto run = [&runs] { ++runs; };
      const std::stop_callback<decltype(run)> callback(source.get_token(), run);
    }
    // Either it has run to its end, or it never will: no race.
    require(runs <= 1, "the callback ran twice");
    thread.join();
  });
}

// --- thread_local ---

thread_local int visits = 0;

TEST(ThreadLocal, IsFreshInEachThread) {
  expect_proved([] {
    visits = 5;
    const auto visit = [] {
      ++visits;
      require(visits == 1, "a thread found the variable of another");
    };
    in_parallel(visit, visit);
    std::thread(visit).join();
    require(visits == 5, "a thread changed the variable of another");
  });
}

TEST(ThreadLocal, IsFreshInEachSchedule) {
  expect_proved([] {
    require(visits == 0, "a schedule found the variable of an earlier one");
    const auto visit = [] { ++visits; };
    in_parallel(visit, visit);
    ++visits;
  });
}

struct SetsAtTheEnd {
  explicit SetsAtTheEnd(int* flag) : target(flag) {}
  SetsAtTheEnd(const SetsAtTheEnd&) = delete;
  SetsAtTheEnd& operator=(const SetsAtTheEnd&) = delete;
  ~SetsAtTheEnd() { *target = 1; }

  int* target;
};

TEST(ThreadLocal, IsDestroyedBeforeTheJoinReturns) {
  expect_proved([] {
    int destroyed = 0;
    std::thread thread([&] {
      thread_local std::optional<SetsAtTheEnd> local;
      local.emplace(&destroyed);
    });
    thread.join();
    require(destroyed == 1, "the destructor has not run");
  });
}

TEST(ThreadLocal, ItsDestructorIsPartOfItsThread) {
  expect_fault("data race", [] {
    int destroyed = 0;
    std::thread thread([&] {
      thread_local std::optional<SetsAtTheEnd> local;
      local.emplace(&destroyed);
    });
    require(destroyed < 2, "never");
    thread.join();
  });
}

TEST(ThreadLocal, ItsDestructorMayUseAMutex) {
  struct Unregisters {
    std::mutex* mutex = nullptr;
    int* registered = nullptr;
    Unregisters(std::mutex* m, int* r) : mutex(m), registered(r) {}
    Unregisters(const Unregisters&) = delete;
    Unregisters& operator=(const Unregisters&) = delete;
    ~Unregisters() {
      const std::scoped_lock lock(*mutex);
      --*registered;
    }
  };
  expect_proved([] {
    std::mutex mutex;
    int registered = 2;
    const auto work = [&] {
      thread_local std::optional<Unregisters> local;
      local.emplace(&mutex, &registered);
    };
    in_parallel(work, work);
    require(registered == 0, "a destructor has not run");
  });
}

TEST(ThreadSpecificKey, ItsDestructorRunsBeforeTheJoinReturns) {
  expect_proved([] {
    pthread_key_t key = 0;
    require(pthread_key_create(&key, [](void* value) { *static_cast<int*>(value) = 1; }) == 0,
            "no key");
    int destroyed = 0;
    std::thread thread([&] { pthread_setspecific(key, &destroyed); });
    thread.join();
    require(destroyed == 1, "the destructor has not run");
    pthread_key_delete(key);
  });
}

// --- Static initialisation ---

std::atomic<int> initialisations = 0;

struct Table {
  Table() {
    ++initialisations;
    answer = 42;
  }
  int answer = 0;
};

const Table& table() {
  static const Table shared;
  return shared;
}

TEST(FunctionStatic, IsInitialisedOnceInEachScheduleAndHandedOver) {
  expect_no_fault([] {
    const auto use = [] { require(table().answer == 42, "not initialised"); };
    in_parallel(use, use);
    require(initialisations == 1, "not initialised once, or left over from an earlier schedule");
  });
}

TEST(FunctionStatic, IsTriedAgainIfItsInitialisationThrows) {
  expect_no_fault([] {
    std::atomic<int> attempts = 0;
    std::atomic<int> failures = 0;
    const auto use = [&] {
      try {
        static const int value = [&attempts] {
          if (++attempts == 1) throw std::runtime_error("the first attempt fails");
          return 42;
        }();
        require(value == 42, "not initialised");
      } catch (const std::runtime_error&) {
        ++failures;
      }
    };
    in_parallel(use, use);
    require(attempts == 2 && failures == 1, "not tried twice");
  });
}

TEST(FunctionStatic, DoesNotProtectWhatIsWrittenLater) {
  expect_fault("data race", [] {
    const auto add = [] {
      static int count = 0;
      ++count;
      require(count <= 2, "never");
    };
    in_parallel(add, add);
  });
}

}  // namespace
