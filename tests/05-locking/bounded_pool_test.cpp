#include "bounded_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <latch>
#include <optional>
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
constexpr const char* kClosed =
    "std::runtime_error if the pool is closed, or closes while this call waits. The task is not "
    "accepted then.";
constexpr const char* kFinishes = "what was accepted before is carried out.";
constexpr const char* kBackPressure =
    "submit waits while `capacity` tasks have been accepted and not begun.";
constexpr const char* kNoRoom = "returns nothing, and accepts nothing, if there is no room now.";

/// Tests that have more schedules than can be tried in a fraction of a second.
constexpr interleave::ExploreOptions kManySteps{.schedules = 1'000};

/// What a task throws. It is not read: the thread sanitizer does not see that exceptions count
/// their references, and so takes a read here and the end of the exception elsewhere for a race.
struct TaskFailed {};

void a_while() { std::this_thread::sleep_for(milliseconds(1)); }

/// A task that keeps a thread of the pool busy until it is told to end.
class LongTask {
 public:
  /// Submits the task, and waits until it has begun: it is in no queue any more.
  explicit LongTask(BoundedPool& pool)
      : result_(pool.submit([this] {
          begun_.count_down();
          may_end_.wait();
          return 0;
        })) {
    begun_.wait();
  }
  /// So that a test that has failed ends, too.
  ~LongTask() { end(); }
  LongTask(const LongTask&) = delete;
  LongTask& operator=(const LongTask&) = delete;

  void end() {
    if (std::exchange(told_, true)) return;
    may_end_.count_down();
    result_.wait();
  }

 private:
  std::latch begun_{1};
  std::latch may_end_{1};
  bool told_ = false;
  std::future<int> result_;
};

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

/// True if `submit` accepts `task`; false if it throws std::runtime_error.
bool is_accepted(BoundedPool& pool, std::function<int()> task) {
  try {
    pool.submit(std::move(task));
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

TEST(BoundedPool, ReturnsWhatEachTaskReturns) {
  explore(
      [] {
        BoundedPool pool(1, 1);
        std::future<int> first = pool.submit([] { return 10; });
        std::future<int> second = pool.submit([] { return 20; });
        expect_equal(second.get(), 20, "the result of the second task");
        expect_equal(first.get(), 10, "the result of the first task");
      },
      kManySteps);
}

TEST(BoundedPool, TrySubmitAcceptsATaskIfThereIsRoom) {
  explore([] {
    BoundedPool pool(1, 1);
    std::optional<std::future<int>> result = pool.try_submit([] { return 10; });
    expect_that(result.has_value(),
                std::string("try_submit returned nothing although no task had been submitted. The "
                            "contract: ") +
                    kNoRoom);
    if (result) expect_equal(result->get(), 10, "the result of the task");
  });
}

TEST(BoundedPool, CallsEachTaskOnceAndNotOnTheCallersThread) {
  explore(
      [] {
        std::vector<int> runs(2);
        std::vector<std::thread::id> threads(2);
        {
          BoundedPool pool(2, 1);
          for (std::size_t task = 0; task < runs.size(); ++task) {
            pool.submit([&, task] {
              threads.at(task) = std::this_thread::get_id();
              return ++runs.at(task);
            });
          }
        }
        expect_equal(runs, std::vector{1, 1}, "how often each task ran", kExactlyOnce);
        interleave::expect_on_other_threads(threads, "a task ran",
                                            "on a thread that the constructor has started.");
      },
      kManySteps);
}

TEST(BoundedPool, TasksBeginInTheOrderOfSubmission) {
  explore([] {
    std::vector<int> order;
    {
      BoundedPool pool(1, 2);
      for (int task = 0; task < 2; ++task) {
        pool.submit([&order, task] {
          order.push_back(task);
          return 0;
        });
      }
    }
    expect_equal(order, std::vector{0, 1}, "the order in which one thread ran two tasks",
                 "tasks begin in the order in which they were accepted.");
  });
}

TEST(BoundedPool, NoTaskWaitsWhileAThreadIsFree) {
  explore(
      [] {
        BoundedPool pool(2, 1);
        const LongTask long_task(pool);
        pool.submit([] { return 1; });
        pool.submit([] { return 2; });
        expect_equal(pool.submit([] { return 3; }).get(), 3,
                     "the result of a task, while another keeps one of two threads busy");
      },
      kManySteps);
}

TEST(BoundedPool, AnIdlePoolEnds) {
  explore([] { const BoundedPool pool(2, 1); });
}

TEST(BoundedPool, DestructionFinishesWhatWasAccepted) {
  explore([] {
    std::vector<int> ended(2);
    std::vector<std::future<int>> results;
    {
      BoundedPool pool(1, 2);
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

TEST(BoundedPool, AsManyTasksAsTheCapacityWaitAndNoMore) {
  explore(
      [] {
        BoundedPool pool(1, 2);
        const LongTask long_task(pool);
        // Neither may wait: only the end of this test ends the long task.
        pool.submit([] { return 1; });
        pool.submit([] { return 2; });
        expect_that(!pool.try_submit([] { return 3; }).has_value(),
                    std::string("try_submit accepted a third task, with a capacity of 2 and no "
                                "thread free. The contract: ") +
                        kNoRoom);
      },
      kManySteps);
}

TEST(BoundedPool, SubmitWaitsWhileTheQueueIsFull) {
  explore(
      [] {
        std::atomic<bool> room = false;  // may be there
        BoundedPool pool(1, 1);
        LongTask long_task(pool);
        pool.submit([] { return 1; });
        const std::jthread submitter([&] {
          std::future<int> result = pool.submit([] { return 2; });
          expect_that(room.load(std::memory_order_relaxed),
                      std::string("submit accepted a second task that has to wait, with a capacity "
                                  "of 1 and no thread free. The contract: ") +
                          kBackPressure);
          expect_equal(result.get(), 2, "the result of the task that submit has waited with");
        });
        a_while();
        room.store(true, std::memory_order_relaxed);
        long_task.end();
      },
      kManySteps);
}

TEST(BoundedPool, TrySubmitNeverWaitsAndARefusedTaskIsNotRun) {
  explore(
      [] {
        int ran = 0;
        {
          BoundedPool pool(1, 1);
          LongTask long_task(pool);
          std::future<int> waits = pool.submit([] { return 1; });
          const auto refused = [&ran] { return ++ran; };
          expect_that(!pool.try_submit(refused).has_value(),
                      std::string("try_submit accepted a task that has to wait behind another, "
                                  "with a capacity of 1 and no thread free. The contract: ") +
                          kNoRoom);
          long_task.end();
          expect_equal(waits.get(), 1, "the result of the task that had to wait");
          expect_that(pool.try_submit([] { return 2; }).has_value(),
                      "try_submit accepted nothing although all tasks had ended.");
        }
        expect_equal(ran, 0, "how often the task ran that try_submit did not accept");
      },
      kManySteps);
}

TEST(BoundedPool, TrySubmitDoesNotWaitForASubmitThatWaits) {
  explore(
      [] {
        BoundedPool pool(1, 1);
        LongTask long_task(pool);
        pool.submit([] { return 1; });
        const std::jthread submitter([&] { pool.submit([] { return 2; }); });
        expect_that(!pool.try_submit([] { return 3; }).has_value(),
                    "try_submit accepted a task before one of a submit that waits, with a capacity "
                    "of 1 and no thread free.");
        long_task.end();
      },
      kManySteps);
}

TEST(BoundedPool, OfTwoTrySubmitsForOneRoomOneIsAccepted) {
  explore(
      [] {
        bool first = false;
        bool second = false;
        BoundedPool pool(1, 1);
        const LongTask long_task(pool);
        {
          const std::jthread other([&] { second = pool.try_submit([] { return 2; }).has_value(); });
          first = pool.try_submit([] { return 1; }).has_value();
        }
        expect_equal(int{first} + int{second}, 1,
                     "how many of two try_submits at once were accepted, with a capacity of 1 and "
                     "no thread free",
                     kNoRoom);
      },
      kManySteps);
}

TEST(BoundedPool, EverySubmitThatWaitsGetsThrough) {
  explore(
      [] {
        std::vector<int> ran(2);
        {
          BoundedPool pool(1, 1);
          const auto submit = [&](int& each) {
            pool.submit([] { return 0; });
            pool.submit([&each] { return each = 1; });
          };
          const std::jthread submitter([&] { submit(ran[0]); });
          submit(ran[1]);
        }
        expect_equal(ran, std::vector{1, 1}, "which tasks of two submitters were run",
                     kExactlyOnce);
      },
      {.schedules = 3'000});
}

TEST(BoundedPool, RoomThatIsMadeQuicklyLetsEachSubmitThatWaitsThrough) {
  explore(
      [] {
        BoundedPool pool(1, 2);
        LongTask long_task(pool);
        pool.submit([] { return 1; });
        pool.submit([] { return 2; });
        const auto submit = [&] { pool.submit([] { return 3; }); };
        const std::jthread first(submit);
        const std::jthread second(submit);
        long_task.end();
      },
      {.schedules = 3'000});
}

TEST(BoundedPool, CloseWakesEverySubmitThatWaits) {
  explore(
      [] {
        BoundedPool pool(1, 1);
        LongTask long_task(pool);
        std::future<int> accepted = pool.submit([] { return 1; });
        {
          const auto submit = [&] {
            expect_that(!is_accepted(pool, [] { return 2; }),
                        std::string("submit accepted a task although there was no room before "
                                    "close. The contract: ") +
                            kClosed);
          };
          const std::jthread first(submit);
          const std::jthread second(submit);
          pool.close();
          // Both must give up now: the long task has not ended.
        }
        long_task.end();
        expect_equal(accepted.get(), 1, "the result of the task that was accepted before close",
                     kFinishes);
      },
      {.schedules = 3'000});
}

TEST(BoundedPool, CloseWaitsForNoTaskAndWhatWasAcceptedIsCarriedOut) {
  explore(
      [] {
        BoundedPool pool(1, 2);
        LongTask long_task(pool);
        std::future<int> first = pool.submit([] { return 1; });
        std::future<int> second = pool.submit([] { return 2; });
        pool.close();
        pool.close();
        expect_throws<std::runtime_error>([&] { pool.try_submit([] { return 3; }); },
                                          "try_submit after close, without room", kClosed);
        long_task.end();
        expect_equal(first.get(), 1, "the result of a task that was accepted before close",
                     kFinishes);
        expect_equal(second.get(), 2, "the result of a task that was accepted before close",
                     kFinishes);
      },
      kManySteps);
}

TEST(BoundedPool, RefusesTasksAfterClose) {
  explore([] {
    int ran = 0;
    {
      BoundedPool pool(1, 1);
      pool.close();
      const auto refused = [&ran] { return ++ran; };
      expect_throws<std::runtime_error>([&] { pool.submit(refused); }, "submit after close",
                                        kClosed);
      expect_throws<std::runtime_error>([&] { pool.try_submit(refused); }, "try_submit after close",
                                        kClosed);
    }
    expect_equal(ran, 0, "how often a refused task ran");
  });
}

TEST(BoundedPool, ASubmitThatCrossesCloseIsRefusedOrCarriedOut) {
  explore(
      [] {
        int ran = 0;
        bool accepted = false;
        {
          BoundedPool pool(1, 1);
          const std::jthread submitter(
              [&] { accepted = is_accepted(pool, [&] { return ++ran; }); });
          pool.close();
        }
        expect_equal(ran, accepted ? 1 : 0,
                     accepted ? "how often a task ran that was accepted while the pool was closed"
                              : "how often a task ran that was refused",
                     kFinishes);
      },
      kManySteps);
}

TEST(BoundedPool, ASubmitThatWaitsIsRefusedOrCarriedOutWhenRoomAndCloseComeTogether) {
  explore(
      [] {
        int ran = 0;
        bool accepted = false;
        {
          BoundedPool pool(1, 1);
          const LongTask long_task(pool);
          pool.submit([] { return 1; });
          const std::jthread submitter(
              [&] { accepted = is_accepted(pool, [&] { return ++ran; }); });
          const std::jthread closer([&] { pool.close(); });
        }
        expect_equal(ran, accepted ? 1 : 0,
                     accepted ? "how often a task ran that was accepted while the pool was closed"
                              : "how often a task ran that was refused",
                     kFinishes);
      },
      kManySteps);
}

TEST(BoundedPool, ATaskMaySubmitAndClose) {
  explore(
      [] {
        std::optional<std::future<int>> inner;
        BoundedPool pool(1, 1);
        std::future<int> outer = pool.submit([&] {
          inner = pool.try_submit([] { return 2; });
          pool.close();
          return 1;
        });
        expect_equal(outer.get(), 1, "the result of a task that submits another, and closes");
        expect_that(inner.has_value(),
                    "try_submit accepted nothing from inside the only task, with a capacity of 1.");
        if (inner) expect_equal(inner->get(), 2, "the result of the task that it submitted");
      },
      kManySteps);
}

TEST(BoundedPool, ATaskThatSubmitsWaitsForRoomAsOthersDo) {
  explore(
      [] {
        thread_local bool submits = false;  // a task, on this thread
        BoundedPool pool(2, 1);
        LongTask long_task(pool);
        std::future<int> outer = pool.submit([&] {
          submits = true;
          pool.submit([] { return 1; });
          pool.submit([] {
            expect_that(!submits,
                        "submit in a task ran what it was given at once, on the same thread. The "
                        "contract: tasks begin at most one per thread at a time; submit waits for "
                        "room.");
            return 2;
          });
          submits = false;
          return 3;
        });
        long_task.end();
        expect_equal(outer.get(), 3, "the result of a task that submits two others");
      },
      kManySteps);
}

TEST(BoundedPool, AnExceptionReachesTheFutureAndItsThreadGoesOn) {
  explore(
      [] {
        BoundedPool pool(1, 1);
        std::future<int> failed = pool.submit([]() -> int { throw TaskFailed{}; });
        std::future<int> next = pool.submit([] { return 4; });
        expect_throws<TaskFailed>(
            [&] { failed.get(); }, "the future of a task that threw",
            "the future gets what the task returns or throws, of whatever type.");
        expect_equal(next.get(), 4, "the result of the next task on the same thread",
                     "a task that throws harms neither its thread nor other tasks.");
      },
      kManySteps);
}

TEST(BoundedPool, RefusesLessThanOneThreadOrLessRoomThanForOne) {
  explore([] {
    for (const int wrong : {0, -1}) {
      expect_throws<std::invalid_argument>([&] { const BoundedPool pool(wrong, 1); },
                                           "BoundedPool(" + std::to_string(wrong) + ", 1)",
                                           "std::invalid_argument if threads is less than 1.");
      expect_throws<std::invalid_argument>([&] { const BoundedPool pool(1, wrong); },
                                           "BoundedPool(1, " + std::to_string(wrong) + ")",
                                           "std::invalid_argument if capacity is less than 1.");
    }
  });
}

TEST(BoundedPool, RefusesAnEmptyFunctionAndGoesOn) {
  explore([] {
    BoundedPool pool(1, 1);
    expect_throws<std::invalid_argument>([&] { pool.submit({}); }, "submit of an empty function",
                                         "std::invalid_argument if task is empty.");
    expect_throws<std::invalid_argument>([&] { pool.try_submit({}); },
                                         "try_submit of an empty function",
                                         "std::invalid_argument if task is empty.");
    expect_equal(pool.submit([] { return 1; }).get(), 1, "the result of a task after that");
  });
}

/// As many tasks as threads, each of which ends when all have begun. The pool is not closed before
/// they have ended: that would wake threads that nobody has told of a task.
void expect_all_threads_at_work(int threads, int capacity) {
  explore(
      [=] {
        interleave::Rendezvous meeting(threads);
        BoundedPool pool(threads, capacity);
        std::vector<std::future<int>> ends;
        for (int task = 0; task < threads; ++task) {
          ends.push_back(pool.submit([&] {
            meeting.arrive_and_wait();
            return 0;
          }));
        }
        for (std::future<int>& end : ends) end.get();
      },
      kManySteps);
}

TEST(BoundedPoolConcurrent, AllThreadsWorkAtOnce) { expect_all_threads_at_work(3, 1); }

// Both tasks may be in the queue before a thread has woken up for the first one.
TEST(BoundedPoolConcurrent, TasksThatComeTogetherAreEachTakenByAThread) {
  expect_all_threads_at_work(2, 2);
}

TEST(BoundedPoolConcurrent, AtMostThreadsTasksRunAndAtMostCapacityWait) {
  explore(
      [] {
        constexpr int kThreads = 2;
        constexpr int kCapacity = 1;
        interleave::InsideMeter meter;
        std::atomic<int> ended = 0;
        BoundedPool pool(kThreads, kCapacity);
        for (int accepted = 1; accepted <= 4; ++accepted) {
          pool.submit([&] {
            const auto inside = meter.enter();
            a_while();
            return ended.fetch_add(1, std::memory_order_relaxed);
          });
          // Those that have not ended are under way, or wait.
          const int not_ended = accepted - ended.load(std::memory_order_relaxed);
          expect_that(not_ended <= kThreads + kCapacity,
                      "too many at once: " + std::to_string(not_ended) +
                          " tasks had been accepted and not ended, with 2 threads and a capacity "
                          "of 1. The contract: " +
                          kBackPressure);
        }
        pool.close();
        expect_that(meter.most() <= kThreads,
                    "too many at once: " + std::to_string(meter.most()) +
                        " tasks were under way at once in a pool of 2 threads.");
      },
      kManySteps);
}

TEST(BoundedPoolConcurrent, SubmitWaitsUntilATaskHasBegunAndNoLonger) {
  explore(
      [] {
        const auto begin = interleave::virtual_now();
        std::chrono::nanoseconds accepted{};
        std::atomic<int> ended = 0;
        {
          BoundedPool pool(2, 1);
          for (int task = 0; task < 4; ++task) {
            pool.submit([&ended] {
              std::this_thread::sleep_for(milliseconds(10));
              return ended.fetch_add(1, std::memory_order_relaxed);
            });
          }
          accepted = interleave::virtual_now() - begin;
        }
        expect_equal(ended.load(), 4, "how many of 4 tasks had ended after the destructor",
                     kFinishes);
        const auto all = interleave::virtual_now() - begin;
        if (!interleave::time_is_virtual()) return;
        expect_that(accepted >= milliseconds(10),
                    "too many at once: 4 tasks of 10 ms were accepted in less than 10 ms, with 2 "
                    "threads and a capacity of 1.");
        expect_that(accepted <= milliseconds(10),
                    "too few at once: a fourth task of 10 ms was accepted only after more than 10 "
                    "ms, with 2 threads and a capacity of 1.");
        expect_that(all <= milliseconds(20),
                    "too few at once: 4 tasks of 10 ms took more than 20 ms on 2 threads.");
      },
      {.schedules = 200, .exact_time = true});
}

}  // namespace
