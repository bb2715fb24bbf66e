// Under the explorer's control: promises, futures, tasks.

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "expect_exploration.hpp"

namespace {

using interleave::testing_explorer::expect_fault;
using interleave::testing_explorer::expect_fault_among;
using interleave::testing_explorer::expect_no_fault;
using interleave::testing_explorer::in_parallel;
using interleave::testing_explorer::require;

using std::chrono::steady_clock;
constexpr auto kHour = std::chrono::hours(1);

TEST(Promise, HandsOverItsValueAndWhatCameBefore) {
  expect_no_fault([] {
    std::promise<int> promise;
    std::future<int> future = promise.get_future();
    int message = 0;
    in_parallel(
        [&] {
          message = 1;
          promise.set_value(2);
        },
        [&] { require(future.get() == 2 && message == 1, "the message has not arrived"); });
  });
}

TEST(Promise, DoesNotHandOverWhatComesAfter) {
  expect_fault("data race", [] {
    std::promise<void> promise;
    std::future<void> future = promise.get_future();
    int message = 0;
    in_parallel(
        [&] {
          promise.set_value();
          message = 1;
        },
        [&] {
          future.wait();
          require(message < 2, "never");
        });
  });
}

TEST(Promise, CarriesAnException) {
  expect_no_fault([] {
    std::promise<void> promise;
    std::future<void> future = promise.get_future();
    std::thread thread([&] {
      try {
        throw std::runtime_error("carried");
      } catch (...) {
        promise.set_exception(std::current_exception());
      }
    });
    std::string caught;
    try {
      future.get();
    } catch (const std::runtime_error& error) {
      caught = error.what();
    }
    thread.join();
    require(caught == "carried", "another exception, or none");
  });
}

TEST(Promise, ThatIsBrokenTellsTheFuture) {
  expect_no_fault([] {
    std::future<int> future;
    {
      std::promise<int> promise;
      future = promise.get_future();
      std::thread([abandoned = std::move(promise)] {}).join();
    }
    bool broken = false;
    try {
      future.get();
    } catch (const std::future_error& error) {
      broken = error.code() == std::future_errc::broken_promise;
    }
    require(broken, "the future was not told");
  });
}

TEST(Promise, ThatIsNeverKeptIsADeadlock) {
  expect_fault_among({"deadlock", "lost wake-up"}, [] {
    std::promise<int> promise;
    promise.get_future().wait();
  });
}

// The promise is kept by code of the library that is not instrumented: "no fault" if its atomic
// store is understood, and at worst a limit of the explorer.
TEST(Promise, MayBeKeptAtTheExitOfItsThread) {
  expect_fault_among({"", "unsupported"}, [] {
    std::promise<int> promise;
    std::future<int> future = promise.get_future();
    std::thread thread([&] { promise.set_value_at_thread_exit(7); });
    require(future.get() == 7, "another value");
    thread.join();
  });
}

TEST(Future, GivesUpInVirtualTime) {
  expect_no_fault([] {
    std::promise<int> promise;
    const std::future<int> future = promise.get_future();
    const auto start = steady_clock::now();
    require(future.wait_for(kHour) == std::future_status::timeout, "did not time out");
    require(steady_clock::now() - start >= kHour, "gave up too early");
    require(future.wait_until(start + 2 * kHour) == std::future_status::timeout,
            "did not time out");
    require(
        future.wait_until(std::chrono::system_clock::now() + kHour) == std::future_status::timeout,
        "did not time out");
    require(steady_clock::now() - start >= 3 * kHour, "gave up too early");
    require(future.wait_for(std::chrono::seconds(0)) == std::future_status::timeout,
            "did not time out");
  });
}

TEST(Future, DoesNotGiveUpBeforeTimeHasPassed) {
  expect_no_fault([] {
    std::promise<int> promise;
    const std::future<int> future = promise.get_future();
    in_parallel([&] { promise.set_value(1); },
                [&] {
                  require(future.wait_for(kHour) == std::future_status::ready,
                          "gave up although time stood still");
                });
  });
}

TEST(SharedFuture, HandsOverToAll) {
  expect_no_fault([] {
    std::promise<int> promise;
    const std::shared_future<int> future = promise.get_future().share();
    int message = 0;
    const auto receive = [future, &message] {
      require(future.get() == 2 && message == 1, "the message has not arrived");
    };
    in_parallel(receive, receive, [&] {
      message = 1;
      promise.set_value(2);
    });
  });
}

TEST(PackagedTask, HandsOverItsResult) {
  expect_no_fault([] {
    int message = 0;
    std::packaged_task<int(int)> task([&message](int number) {
      message = 1;
      return 2 * number;
    });
    std::future<int> result = task.get_future();
    std::thread thread(std::move(task), 21);
    require(result.get() == 42 && message == 1, "the result has not arrived");
    thread.join();
  });
}

TEST(PackagedTask, HandsOverItsException) {
  expect_no_fault([] {
    std::packaged_task<void()> task([] { throw std::runtime_error("carried"); });
    std::future<void> result = task.get_future();
    std::thread thread(std::move(task));
    bool caught = false;
    try {
      result.get();
    } catch (const std::runtime_error&) {
      caught = true;
    }
    thread.join();
    require(caught, "no exception");
  });
}

TEST(Async, LaunchedRunsOnAThreadOfItsOwn) {
  expect_no_fault([] {
    const std::thread::id here = std::this_thread::get_id();
    auto there = std::async(std::launch::async, [] { return std::this_thread::get_id(); });
    require(there.get() != here, "ran on the caller's thread");
  });
}

TEST(Async, LaunchedIsAwaitedByTheDestructorOfItsFuture) {
  expect_no_fault([] {
    int message = 0;
    {
      const auto future = std::async(std::launch::async, [&] { message = 1; });
    }
    require(message == 1, "the message has not arrived");
  });
}

TEST(Async, LaunchedRunsBesideItsCaller) {
  expect_fault("data race", [] {
    int message = 0;
    const auto future = std::async(std::launch::async, [&] { message = 1; });
    require(message < 2, "never");
  });
}

TEST(Async, LaunchedCarriesAnException) {
  expect_no_fault([] {
    auto future = std::async(std::launch::async, [] { throw std::runtime_error("carried"); });
    bool caught = false;
    try {
      future.get();
    } catch (const std::runtime_error&) {
      caught = true;
    }
    require(caught, "no exception");
  });
}

TEST(Async, DeferredRunsOnTheThreadThatGetsItsResult) {
  expect_no_fault([] {
    auto future = std::async(std::launch::deferred, [] { return std::this_thread::get_id(); });
    require(future.wait_for(kHour) == std::future_status::deferred, "not deferred");
    std::thread([&] {
      require(future.get() == std::this_thread::get_id(), "ran on another thread");
    }).join();
  });
}

}  // namespace
