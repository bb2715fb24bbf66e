#include "thread_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <future>
#include <latch>
#include <optional>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "explorer/explore.hpp"
#include "support/call_log.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"
#include "support/threads.hpp"

namespace {

using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;
using interleave::fail;
using std::chrono::milliseconds;

constexpr const char* kExactlyOnce = "each task that was accepted is called exactly once.";
constexpr const char* kRefused =
    "std::runtime_error once shutdown has begun; nothing is accepted then.";
constexpr const char* kFinishes =
    "shutdown and destruction wait until every task that was accepted has ended.";

/// What a task throws: no std::exception. A type for each, because the thread sanitizer does not
/// see that exceptions count their references: to read one here, and to free it on the thread that
/// threw it, looks like a race.
template <int number>
struct TaskFailed {};

constexpr int kNothing = -1;
constexpr int kSomethingElse = -2;

/// Tests that have more schedules than can be tried in a fraction of a second.
constexpr interleave::ExploreOptions kManySteps{.schedules = 1'000};

void a_while() { std::this_thread::sleep_for(milliseconds(1)); }

/// What `call` throws: the number of a TaskFailed, or one of the others.
int failure_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const TaskFailed<0>&) {
    return 0;
  } catch (const TaskFailed<1>&) {
    return 1;
  } catch (...) {
    return kSomethingElse;
  }
  return kNothing;
}

template <typename Error>
void expect_throws(const std::function<void()>& call, const std::string& what,
                   const std::string& rule) {
  try {
    call();
    fail(what + " did not throw. The contract: " + rule);
  } catch (const Error&) {
  } catch (...) {
    fail(what + " threw something else. The contract: " + rule);
  }
}

/// Fails unless the result is there by now, and is `expected`.
void expect_result(std::future<int>& result, int expected, const std::string& when) {
  if (result.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    fail("the future of a task that was accepted has no result " + when +
         ". The contract: " + kFinishes);
    return;
  }
  try {
    expect_equal(result.get(), expected, "the result of a task");
  } catch (const std::future_error& error) {
    fail("the future of a task that was accepted has no result " + when +
         ", but an error: " + error.what() + ". The contract: " + kExactlyOnce);
  }
}

TEST(ThreadPool, ReturnsWhatEachTaskReturns) {
  explore([] {
    ThreadPool pool(1);
    std::future<int> first = pool.submit([] { return 10; });
    std::future<int> second = pool.submit([] { return 20; });
    expect_equal(second.get(), 20, "the result of the second task");
    expect_equal(first.get(), 10, "the result of the first task");
  });
}

TEST(ThreadPool, CallsEachTaskOnceAndNotOnTheCallersThread) {
  explore(
      [] {
        std::vector<int> runs(2);
        std::vector<std::thread::id> threads(2);
        {
          ThreadPool pool(2);
          for (std::size_t task = 0; task < runs.size(); ++task) {
            pool.submit([&, task] {
              threads.at(task) = std::this_thread::get_id();
              return ++runs.at(task);
            });
          }
        }
        expect_equal(runs, std::vector{1, 1}, "how often each task ran", kExactlyOnce);
        interleave::expect_on_other_threads(
            threads, "a task ran",
            "on a thread that the constructor has started, and never on a caller's.");
      },
      kManySteps);
}

TEST(ThreadPool, TasksBeginInTheOrderOfSubmission) {
  explore([] {
    std::vector<int> order;
    {
      ThreadPool pool(1);
      for (int task = 0; task < 2; ++task) {
        pool.submit([&order, task] {
          order.push_back(task);
          return 0;
        });
      }
    }
    expect_equal(order, std::vector{0, 1}, "the order in which one thread ran two tasks",
                 "tasks begin in the order in which they were submitted.");
  });
}

TEST(ThreadPool, NoTaskWaitsWhileAThreadIsFree) {
  explore(
      [] {
        std::latch third_has_run(1);
        ThreadPool pool(2);
        std::future<int> first = pool.submit([&] {
          third_has_run.wait();
          return 1;
        });
        pool.submit([] { return 2; });
        pool.submit([&] {
          third_has_run.count_down();
          return 3;
        });
        expect_equal(first.get(), 1, "the result of the first task, which waits for the third");
      },
      kManySteps);
}

TEST(ThreadPool, AnIdlePoolEnds) {
  explore([] { const ThreadPool pool(2); });
}

TEST(ThreadPool, DestructionFinishesWhatWasAccepted) {
  explore([] {
    std::vector<int> ended(2);
    std::vector<std::future<int>> results;
    {
      ThreadPool pool(1);
      for (int& each : ended) {
        results.push_back(pool.submit([&each] {
          a_while();
          each = 1;
          return 7;
        }));
      }
    }
    expect_equal(ended, std::vector{1, 1}, "which tasks had ended after the destructor", kFinishes);
    for (std::future<int>& result : results) expect_result(result, 7, "after the destructor");
  });
}

TEST(ThreadPool, ShutdownFinishesWhatWasAcceptedAndMayBeCalledAgain) {
  explore(
      [] {
        std::vector<int> ended(2);
        const interleave::LivingThreads threads;
        ThreadPool pool(2);
        for (int& each : ended) {
          pool.submit([&] {
            threads.note();
            a_while();
            return each = 1;
          });
        }
        pool.shutdown();
        expect_equal(ended, std::vector{1, 1}, "which tasks had ended after shutdown", kFinishes);
        expect_equal(threads.count(), 0, "how many threads that ran them had not ended then",
                     "shutdown waits until every thread has ended, too.");
        pool.shutdown();
      },
      kManySteps);
}

TEST(ThreadPool, RefusesTasksAndToMapAfterShutdown) {
  explore([] {
    int ran = 0;
    ThreadPool pool(1);
    pool.shutdown();
    expect_throws<std::runtime_error>([&] { pool.submit([&ran] { return ran = 1; }); },
                                      "submit after shutdown", kRefused);
    expect_throws<std::runtime_error>([&] { pool.map({1}, [&ran](int) { return ran = 1; }); },
                                      "map after shutdown", kRefused);
    expect_equal(ran, 0, "whether a refused task ran");
  });
}

TEST(ThreadPool, ASubmitThatCrossesShutdownIsRefusedOrCarriedOut) {
  explore([] {
    int ran = 0;
    std::optional<std::future<int>> accepted;
    ThreadPool pool(1);
    {
      const std::jthread submitter([&] {
        try {
          accepted = pool.submit([&ran] {
            ran = 1;
            return 7;
          });
        } catch (const std::runtime_error&) {
        }
      });
      pool.shutdown();
    }
    expect_equal(ran, accepted ? 1 : 0,
                 accepted ? "how often a task ran that was accepted while the pool shut down"
                          : "how often a task ran that was refused",
                 kFinishes);
    if (accepted) expect_result(*accepted, 7, "after shutdown");
  });
}

TEST(ThreadPool, ATaskThatSubmitsWhileThePoolShutsDownIsRefusedOrItsTaskIsCarriedOut) {
  explore([] {
    int ran = 0;
    bool refused = false;
    std::optional<std::future<int>> inner;
    ThreadPool pool(1);
    std::future<int> outer = pool.submit([&] {
      try {
        inner = pool.submit([&ran] {
          ran = 1;
          return 7;
        });
      } catch (const std::runtime_error&) {
        refused = true;
      }
      return 1;
    });
    pool.shutdown();
    expect_result(outer, 1, "after shutdown");
    expect_that(inner.has_value() || refused,
                std::string("a task submitted while the pool shut down, and got neither a future "
                            "nor a std::runtime_error. The contract: ") +
                    kRefused);
    expect_equal(ran, inner ? 1 : 0, "how often the task ran that a task has submitted", kFinishes);
    if (inner) expect_result(*inner, 7, "after shutdown");
  });
}

TEST(ThreadPool, ATaskThatSubmitsOnceShutdownHasBegunIsRefused) {
  explore(
      [] {
        ThreadPool pool(1);
        pool.submit([&] {
          a_while();  // virtual time passes only when shutdown waits, too
          if (!interleave::time_is_virtual()) return 0;
          expect_throws<std::runtime_error>([&] { pool.submit([] { return 0; }); },
                                            "submit from inside a task that shutdown waits for",
                                            kRefused);
          return 0;
        });
        pool.shutdown();
      },
      {.schedules = 200, .exact_time = true});
}

TEST(ThreadPool, ATaskMaySubmit) {
  explore(
      [] {
        std::vector<std::future<int>> inner;
        std::vector<int> order;
        ThreadPool pool(1);
        std::future<int> outer = pool.submit([&] {
          for (const int task : {2, 3}) {
            inner.push_back(pool.submit([&order, task] {
              order.push_back(task);
              return task;
            }));
          }
          return 1;
        });
        expect_equal(outer.get(), 1, "the result of a task that submits two others");
        for (std::future<int>& each : inner) each.wait();
        expect_equal(order, std::vector{2, 3}, "the order in which the two ran on one thread",
                     "submit puts the task at the end of the queue.");
      },
      kManySteps);
}

TEST(ThreadPool, ATaskMayWaitForAnotherIfAThreadIsFree) {
  explore(
      [] {
        ThreadPool pool(2);
        std::future<int> outer =
            pool.submit([&] { return 1 + pool.submit([] { return 2; }).get(); });
        expect_equal(outer.get(), 3, "the result of a task that adds 1 to another task's result");
      },
      kManySteps);
}

TEST(ThreadPool, AnExceptionReachesTheFutureAndItsThreadGoesOn) {
  explore(
      [] {
        ThreadPool pool(1);
        std::future<int> failed = pool.submit([]() -> int { throw TaskFailed<1>{}; });
        std::future<int> next = pool.submit([] { return 4; });
        expect_equal(
            failure_of([&] { failed.get(); }), 1,
            "what the future of a task that threw 1 throws (-1: nothing; -2: something else)",
            "the future gets what the task returns or throws, of whatever type.");
        expect_equal(next.get(), 4, "the result of the next task on the same thread",
                     "a task that throws harms neither its thread nor other tasks.");
      },
      kManySteps);
}

TEST(ThreadPool, AFutureOutlivesThePool) {
  explore([] {
    std::future<int> result;
    std::future<int> failed;
    {
      ThreadPool pool(1);
      result = pool.submit([] { return 5; });
      failed = pool.submit([]() -> int { throw TaskFailed<1>{}; });
    }
    expect_result(result, 5, "after the destructor");
    expect_equal(failure_of([&] { failed.get(); }), 1,
                 "what the future of a task that threw 1 throws after the pool has gone (-1: "
                 "nothing; -2: something else)");
  });
}

TEST(ThreadPool, MapReturnsResultsInTheOrderOfItems) {
  explore(
      [] {
        std::latch second_has_ended(1);
        ThreadPool pool(2);
        const std::vector<int> results = pool.map({2, 1}, [&](int item) {
          if (item == 2) {
            second_has_ended.wait();
          } else {
            second_has_ended.count_down();
          }
          return 10 * item;
        });
        expect_equal(results, std::vector{20, 10},
                     "what map returned for items 2 and 1, of which the second ended first",
                     "map returns what f returned, in the order of items.");
      },
      kManySteps);
}

TEST(ThreadPool, MapCallsFOnThreadsOfThePool) {
  explore([] {
    std::vector<std::thread::id> threads(2);
    ThreadPool pool(1);
    pool.map({0, 1}, [&](int item) {
      threads.at(static_cast<std::size_t>(item)) = std::this_thread::get_id();
      return item;
    });
    interleave::expect_on_other_threads(threads, "f was called",
                                        "as tasks, on threads that the constructor has started.");
  });
}

TEST(ThreadPool, MapOfNothingReturnsNothing) {
  explore([] {
    ThreadPool pool(1);
    expect_equal(pool.map({}, [](int item) { return item; }), std::vector<int>{},
                 "what map returned for no items");
  });
}

TEST(ThreadPool, MapThrowsWhatTheFirstItemThrewWhenAllCallsHaveEnded) {
  explore(
      [] {
        std::latch second_throws(1);
        std::vector<int> ended(3);
        ThreadPool pool(2);
        const int failure = failure_of([&] {
          pool.map({0, 1, 2}, [&](int item) -> int {
            if (item == 0) second_throws.wait();
            if (item == 1) second_throws.count_down();
            ended.at(static_cast<std::size_t>(item)) = 1;
            if (item == 0) throw TaskFailed<0>{};
            if (item == 1) throw TaskFailed<1>{};
            return item;
          });
        });
        expect_equal(ended, std::vector{1, 1, 1}, "which calls had ended when map threw",
                     "map throws only when every call has ended.");
        expect_equal(failure, 0,
                     "whose exception left map, when item 0 threw after item 1 (-1: none)",
                     "what the first of them in the order of items threw.");
      },
      kManySteps);
}

TEST(ThreadPool, MapWaitsForItsOwnCallsOnly) {
  explore(
      [] {
        std::latch mapped(1);
        ThreadPool pool(2);
        pool.submit([&] {
          mapped.wait();
          return 0;
        });
        expect_equal(pool.map({1}, [](int item) { return item; }), std::vector{1},
                     "what map returned while another task was under way");
        mapped.count_down();
      },
      kManySteps);
}

TEST(ThreadPool, TwoThreadsMayMapAtOnce) {
  explore(
      [] {
        ThreadPool pool(1);
        std::vector<int> other;
        {
          const std::jthread thread([&] {
            other = pool.map({3, 3}, [](int item) { return 10 * item; });
          });
          expect_equal(pool.map({1, 2}, [](int item) { return 10 * item; }), std::vector{10, 20},
                       "what map returned for 1 and 2, while another thread mapped 3 and 3");
        }
        expect_equal(other, std::vector{30, 30},
                     "what map returned for 3 and 3, while another thread mapped 1 and 2");
      },
      kManySteps);
}

TEST(ThreadPool, AMapThatCrossesShutdownLeavesNoCallBehind) {
  explore(
      [] {
        bool left = false;  // a call of f that runs later than this is set races for it
        std::vector<int> results{1, 2};
        ThreadPool pool(1);
        {
          const std::jthread mapper([&] {
            try {
              results = pool.map({1, 2}, [&left](int item) {
                expect_that(!left,
                            "f was called after map had thrown. The contract: calls that were "
                            "accepted have ended by then.");
                return item;
              });
            } catch (const std::runtime_error&) {
            }
            left = true;
          });
          pool.shutdown();
        }
        expect_equal(results, std::vector{1, 2}, "what map returned for items 1 and 2");
      },
      kManySteps);
}

TEST(ThreadPool, AMapThatShutdownInterruptsWaitsForTheCallsThatWereAccepted) {
  explore(
      [] {
        bool left = false;  // a call of f that goes on when this is set races for it
        std::counting_semaphore<2> begun(0);
        ThreadPool pool(1);
        {
          const std::jthread mapper([&] {
            try {
              pool.map({1, 2}, [&](int item) {
                begun.release();
                a_while();  // the others go on
                expect_that(!left,
                            "f was under way when map had thrown. The contract: calls that were "
                            "accepted have ended by then.");
                return item;
              });
            } catch (const std::runtime_error&) {
            }
            left = true;
          });
          begun.acquire();  // a call was accepted; the second may not be
          pool.shutdown();
        }
      },
      kManySteps);
}

TEST(ThreadPool, RefusesLessThanOneThread) {
  explore([] {
    for (const int threads : {0, -1}) {
      expect_throws<std::invalid_argument>([&] { const ThreadPool pool(threads); },
                                           "ThreadPool(" + std::to_string(threads) + ")",
                                           "std::invalid_argument if threads is less than 1.");
    }
  });
}

TEST(ThreadPool, RefusesAnEmptyFunctionAndGoesOn) {
  explore([] {
    ThreadPool pool(1);
    expect_throws<std::invalid_argument>([&] { pool.submit({}); }, "submit of an empty function",
                                         "std::invalid_argument if task is empty.");
    expect_throws<std::invalid_argument>([&] { pool.map({1}, {}); }, "map with an empty function",
                                         "std::invalid_argument if f is empty.");
    expect_equal(pool.submit([] { return 1; }).get(), 1, "the result of a task after that");
  });
}

TEST(ThreadPoolConcurrent, AllThreadsWorkAtOnceAndSubmitDoesNotWait) {
  explore(
      [] {
        interleave::Rendezvous meeting(4);
        ThreadPool pool(3);
        for (int task = 0; task < 3; ++task) {
          pool.submit([&] {
            meeting.arrive_and_wait();
            return 0;
          });
        }
        meeting.arrive_and_wait();  // the fourth: a submit that waited would never get here
        pool.shutdown();
      },
      kManySteps);
}

TEST(ThreadPoolConcurrent, SubmitDoesNotWaitHoweverManyTasksDo) {
  explore(
      [] {
        std::latch all_submitted(1);
        ThreadPool pool(1);
        for (int task = 0; task < 100; ++task) {
          pool.submit([&] {
            all_submitted.wait();
            return 0;
          });
        }
        all_submitted.count_down();
      },
      {.schedules = 20});
}

TEST(ThreadPoolConcurrent, MapUsesAllThreads) {
  explore(
      [] {
        interleave::Rendezvous meeting(3);
        ThreadPool pool(3);
        pool.map({1, 2, 3}, [&](int) {
          meeting.arrive_and_wait();
          return 0;
        });
      },
      kManySteps);
}

TEST(ThreadPoolConcurrent, TwoMapsAtOnceShareTheThreads) {
  explore(
      [] {
        interleave::Rendezvous meeting(2);
        ThreadPool pool(2);
        const auto map = [&] {
          pool.map({1}, [&](int item) {
            meeting.arrive_and_wait();
            return item;
          });
        };
        const std::jthread other(map);
        map();
      },
      kManySteps);
}

TEST(ThreadPoolConcurrent, NoMoreTasksAreUnderWayThanThePoolHasThreads) {
  explore(
      [] {
        interleave::InsideMeter meter;
        {
          ThreadPool pool(2);
          for (int task = 0; task < 3; ++task) {
            pool.submit([&] {
              const auto inside = meter.enter();
              a_while();
              return 0;
            });
          }
        }
        expect_that(meter.most() <= 2, "too many at once: " + std::to_string(meter.most()) +
                                           " tasks were under way at once in a pool of 2 threads.");
      },
      kManySteps);
}

TEST(ThreadPoolConcurrent, StartsNoThreadsLater) {
  explore(
      [] {
        std::atomic<int> threads = 0;
        ThreadPool pool(2);
        for (int task = 0; task < 3; ++task) {
          pool.submit([&] {
            thread_local bool seen = false;
            if (!std::exchange(seen, true)) threads.fetch_add(1, std::memory_order_relaxed);
            return 0;
          });
        }
        pool.shutdown();
        expect_that(threads <= 2, "too many at once: 3 tasks ran on " + std::to_string(threads) +
                                      " different threads of a pool of 2. The contract: on a "
                                      "thread that the constructor has started.");
      },
      kManySteps);
}

TEST(ThreadPoolConcurrent, FourTasksOnTwoThreadsTakeTwiceAsLongAsOne) {
  explore(
      [] {
        std::atomic<int> ended = 0;
        const auto begin = interleave::virtual_now();
        {
          ThreadPool pool(2);
          for (int task = 0; task < 4; ++task) {
            pool.submit([&ended] {
              std::this_thread::sleep_for(milliseconds(10));
              return ended.fetch_add(1, std::memory_order_relaxed);
            });
          }
        }
        expect_equal(ended.load(), 4, "how many of 4 tasks had ended after the destructor",
                     kFinishes);
        const auto taken = interleave::virtual_now() - begin;
        if (!interleave::time_is_virtual()) return;
        expect_that(taken >= milliseconds(20),
                    "too many at once: 4 tasks of 10 ms took less than 20 ms on 2 threads.");
        expect_that(taken <= milliseconds(20),
                    "too few at once: 4 tasks of 10 ms took more than 20 ms on 2 threads. The "
                    "contract: none waits in the queue while a thread of the pool is free.");
      },
      {.schedules = 200, .exact_time = true});
}

}  // namespace
