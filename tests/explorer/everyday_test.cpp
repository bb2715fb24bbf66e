// What people write every day, polite or not, and what the C++ library does for it behind the
// scenes: none of it is accused.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <fstream>
#include <functional>
#include <future>
#include <iostream>
#include <mutex>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>

#include "expect_exploration.hpp"

namespace {

using interleave::Strategy;
using interleave::testing_explorer::expect_fault;
using interleave::testing_explorer::expect_no_fault;
using interleave::testing_explorer::in_parallel;
using interleave::testing_explorer::require;
using namespace std::chrono_literals;

/// By all strategies, and by priorities alone, which starve whoever they can.
void expect_right(const std::function<void()>& body) {
  expect_no_fault(body, {.schedules = 400});
  expect_no_fault(body, {.schedules = 400, .strategy = Strategy::kPct});
}

TEST(Polling, UnderAMutexWithASleep) {
  expect_right([] {
    std::mutex mutex;
    std::deque<int> queue;
    in_parallel(
        [&] {
          for (int i = 0; i < 3; ++i) {
            const std::scoped_lock lock(mutex);
            queue.push_back(i);
          }
        },
        [&] {
          for (int taken = 0; taken < 3;) {
            {
              const std::scoped_lock lock(mutex);
              if (!queue.empty()) {
                queue.pop_front();
                ++taken;
                continue;
              }
            }
            std::this_thread::sleep_for(1ms);
          }
        });
  });
}

TEST(Polling, UnderAMutexWithoutAPause) {
  expect_right([] {
    std::mutex mutex;
    int turn = 0;
    const auto take_turns = [&](int me) {
      for (int taken = 0; taken < 2;) {
        const std::scoped_lock lock(mutex);
        if (turn % 2 != me) continue;
        ++turn;
        ++taken;
      }
    };
    in_parallel([&] { take_turns(0); }, [&] { take_turns(1); });
  });
}

TEST(Polling, ThatCountsHowOftenItLooked) {
  expect_right([] {
    std::atomic_flag lock;
    std::atomic<int> looks{0};
    int count = 0;
    const auto add = [&] {
      while (lock.test_and_set(std::memory_order_acquire)) {
        looks.fetch_add(1, std::memory_order_relaxed);
      }
      ++count;
      lock.clear(std::memory_order_release);
    };
    in_parallel(add, add);
  });
}

TEST(Polling, OfAFuture) {
  expect_right([] {
    std::future<int> result = std::async(std::launch::async, [] {
      std::this_thread::sleep_for(100ms);
      return 3;
    });
    while (result.wait_for(10ms) != std::future_status::ready) {
    }
    require(result.get() == 3, "the wrong result");
  });
}

TEST(BackingOff, FromASecondLock) {
  expect_right([] {
    std::mutex left;
    std::mutex right;
    int count = 0;
    const auto add = [&](std::mutex& first, std::mutex& second) {
      for (;;) {
        const std::scoped_lock lock(first);
        const std::unique_lock try_second(second, std::try_to_lock);
        if (!try_second.owns_lock()) continue;
        ++count;
        return;
      }
    };
    in_parallel([&] { add(left, right); }, [&] { add(right, left); });
    require(count == 2, "an increment was lost");
  });
}

TEST(Deadline, OfALoopThatWorksMeanwhile) {
  expect_right([] {
    const auto end = std::chrono::steady_clock::now() + 2ms;
    std::atomic<int> rounds{0};
    const auto work = [&] {
      while (std::chrono::steady_clock::now() < end) ++rounds;
    };
    in_parallel(work, work);
  });
}

TEST(Deadline, OfAWaitThatMayAlsoBeNotifiedOrStopped) {
  expect_right([] {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool ready = false;
    std::jthread waiter([&](const std::stop_token& stop) {
      std::unique_lock lock(mutex);
      while (!changed.wait_for(lock, stop, 5ms, [&] { return ready; })) {
        if (stop.stop_requested()) return;
      }
    });
    {
      const std::scoped_lock lock(mutex);
      ready = true;
    }
    changed.notify_all();
    waiter.request_stop();
  });
}

TEST(Exceptions, RethrownByTwoThreads) {
  expect_right([] {
    std::exception_ptr thrown =
        std::make_exception_ptr(std::runtime_error("a message too long for a small string"));
    const auto look = [](const std::exception_ptr& exception) {
      try {
        std::rethrow_exception(exception);
      } catch (const std::exception& error) {
        require(std::string(error.what()).size() > 20, "another message");
      }
    };
    std::jthread first(look, thrown);
    std::jthread second(look, std::move(thrown));
  });
}

TEST(Exceptions, OfAPoolArriveWithTheirFutures) {
  expect_right([] {
    std::packaged_task<int()> task(
        []() -> int { throw std::runtime_error("a message too long for a small string"); });
    std::shared_future<int> result = task.get_future().share();
    const auto look = [](const std::shared_future<int>& future) {
      try {
        future.get();
        require(false, "no exception came");
      } catch (const std::exception& error) {
        require(std::string(error.what()).size() > 20, "another message");
      }
    };
    std::jthread worker(std::move(task));
    std::jthread first(look, result);
    std::jthread second(look, std::move(result));
  });
}

/// What a test throws that has more to tell than a number: a destructor of the program's own.
class Failure : public std::exception {
 public:
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_ = "a message too long for a small string";
};

// The handler may end before or after everybody else has let go of the exception.
TEST(Exceptions, ReadWhileTheirHandlerEnds) {
  expect_right([] {
    std::promise<std::exception_ptr> caught;
    std::future<std::exception_ptr> future = caught.get_future();
    std::jthread thrower([&caught] {
      try {
        throw Failure();
      } catch (...) {
        caught.set_value(std::current_exception());
      }
    });
    try {
      std::rethrow_exception(future.get());
    } catch (const std::exception& error) {
      require(std::string(error.what()).size() > 20, "another message");
    }
  });
}

TEST(Exceptions, OfANumberReadWhileTheirHandlerEnds) {
  expect_right([] {
    std::promise<std::exception_ptr> caught;
    std::future<std::exception_ptr> future = caught.get_future();
    std::jthread thrower([&caught] {
      try {
        throw 42;
      } catch (...) {
        caught.set_value(std::current_exception());
      }
    });
    try {
      std::rethrow_exception(future.get());
    } catch (int number) {
      require(number == 42, "another number");
    }
  });
}

// To let go of the same exception orders nothing else.
TEST(Exceptions, HideNoRace) {
  expect_fault("data race", [] {
    int shared = 0;
    std::exception_ptr thrown = std::make_exception_ptr(Failure());
    std::exception_ptr same = thrown;
    std::jthread first([&shared, mine = std::move(thrown)]() mutable {
      ++shared;
      mine = nullptr;
    });
    std::jthread second([&shared, mine = std::move(same)]() mutable {
      mine = nullptr;
      ++shared;
    });
  });
}

TEST(Library, StreamsAndRegularExpressionsOfEachThread) {
  expect_right([] {
    const auto work = [] {
      std::ostringstream out;
      out << 1.5 << std::hex << 255 << std::endl;
      std::cout << out.str();
      require(std::regex_match("abcbcd12", std::regex("a(b|c)+d[0-9]*")), "no match");
    };
    in_parallel(work, work);
  });
}

TEST(Library, FilesThatEachThreadReads) {
  expect_right([] {
    std::mutex mutex;
    int lines = 0;
    const auto work = [&] {
      std::ifstream file("/proc/self/maps");
      std::string line;
      for (int i = 0; i < 3; ++i) {
        const std::scoped_lock lock(mutex);
        require(static_cast<bool>(std::getline(file, line)), "the file ended too soon");
        ++lines;
      }
    };
    in_parallel(work, work);
    require(lines == 6, "a line was lost");
  });
}

TEST(Recursion, OfTenThousandCallsInEachThread) {
  expect_right([] {
    struct Deep {
      static int sum(int depth) {
        volatile int here = 1;
        return depth == 0 ? 0 : sum(depth - 1) + here;
      }
    };
    const auto work = [] { require(Deep::sum(10'000) == 10'000, "a wrong sum"); };
    in_parallel(work, work);
  });
}

TEST(Tree, OfTasksThatStartTasks) {
  expect_right([] {
    struct Tree {
      static int leaves(int depth) {
        if (depth == 0) return 1;
        std::future<int> left = std::async(std::launch::async, leaves, depth - 1);
        const int right = leaves(depth - 1);
        return left.get() + right;
      }
    };
    require(Tree::leaves(3) == 8, "a leaf was lost");
  });
}

}  // namespace
