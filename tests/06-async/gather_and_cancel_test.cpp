#include "gather_and_cancel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <numeric>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/call_log.hpp"
#include "support/expect.hpp"

namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using interleave::expect_equal;
using interleave::expect_that;
using std::chrono::milliseconds;

using Texts = std::vector<std::string>;
using Tasks = std::vector<awaitable<int>>;

constexpr const char* kInPlace = "result i is that of `tasks[i]`.";
constexpr const char* kFirstFailure =
    "what the first task that failed has thrown: the first in time, not in the list.";
constexpr const char* kCancelled = "when a task fails, the others are cancelled at that moment.";
constexpr const char* kAllEnded =
    "when a function has ended, in whatever way, so have all its tasks.";
constexpr const char* kNothingLeft = "nothing is left in the loop: no timer either.";
constexpr const char* kPassedOn =
    "what cancels the caller meanwhile cancels every task that has not ended, and the function "
    "waits until all have.";
constexpr const char* kTimedOut =
    "boost::asio::error::timed_out, once the task has ended, if the limit was over before.";
constexpr const char* kInTime =
    "a value that it returns at the very moment when the limit is over is still in time.";
constexpr const char* kCallersState = "it leaves the caller's cancellation state as it was.";

class TaskFailed : public std::exception {
 public:
  explicit TaskFailed(const std::string& name) : text_(name + " failed") {}
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

std::string in_words(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const TaskFailed& failed) {
    return failed.what();
  } catch (const boost::system::system_error& failed) {
    if (failed.code() == asio::error::operation_aborted) return "operation_aborted";
    if (failed.code() == asio::error::timed_out) return "timed_out";
    return failed.what();
  } catch (const std::exception& other) {
    return std::string("another exception: ") + other.what();
  }
}

std::string in_words(int value) { return std::to_string(value); }
std::string in_words(const std::vector<int>& values) { return testing::PrintToString(values); }

/// A loop, and what happens in it, with the time since it was made. The names of tasks are those of
/// the log.
class Scene {
 public:
  /// What `operation` ends with, and when: "7 after 10 ms", "b failed after 5 ms".
  template <typename T>
  std::string outcome_of(awaitable<T> operation, std::optional<milliseconds> cancel_at = {}) {
    std::string outcome = "nothing, ever";
    asio::co_spawn(loop_, std::move(operation),
                   asio::bind_cancellation_slot(
                       stop_.slot(), [&](const std::exception_ptr& error, const T& value) {
                         outcome = (error ? in_words(error) : in_words(value)) + after();
                       }));
    Timer canceller(loop_);
    if (cancel_at) {
      canceller.expires_after(*cancel_at);
      canceller.async_wait(
          [&](const boost::system::error_code&) { stop_.emit(asio::cancellation_type::terminal); });
    }
    try {
      run_in_virtual_time(loop_);
    } catch (const Standstill& stuck) {
      interleave::fail(std::string("hang: ") + stuck.what() + '.');
    } catch (...) {
      interleave::fail(in_words(std::current_exception()) +
                       ": this left the run of the loop; nobody has caught it.");
    }
    return outcome;
  }

  void note(const std::string& event) {
    if (std::this_thread::get_id() != owner_) {
      interleave::fail("a task was run on another thread than the one that runs the loop.");
    }
    events_.push_back(event + after());
  }

  /// "b ended after 10 ms", in their order.
  const Texts& events() const { return events_; }
  /// The same by name: of what happens at one moment the contract gives no order.
  Texts by_name() const {
    Texts sorted = events_;
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  }

  /// When the loop had nothing left, if it has run.
  std::string end() const { return after(); }

 private:
  std::string after() const {
    const milliseconds since = VirtualClock::now() - start_;
    return " after " + std::to_string(since.count()) + " ms";
  }

  std::thread::id owner_ = std::this_thread::get_id();
  VirtualClock::time_point start_ = VirtualClock::now();
  Texts events_;
  asio::cancellation_signal stop_;
  asio::io_context loop_;
};

/// Notes that a task has ended, in whatever way.
class NoteEnd {
 public:
  NoteEnd(Scene& scene, std::string name) : scene_(scene), name_(std::move(name)) {}
  ~NoteEnd() { scene_.note(name_ + " ended"); }
  NoteEnd(const NoteEnd&) = delete;
  NoteEnd& operator=(const NoteEnd&) = delete;

 private:
  Scene& scene_;
  std::string name_;
};

awaitable<void> pause(int ms) {
  Timer timer(co_await asio::this_coro::executor, milliseconds(ms));
  co_await timer.async_wait(use_awaitable);
}

/// Waits, and returns the value.
awaitable<int> value_after(int ms, int value) {
  co_await pause(ms);
  co_return value;
}

/// The same, and tells of its end.
awaitable<int> noting(Scene& scene, std::string name, int ms, int value) {
  const NoteEnd end(scene, name);
  co_await pause(ms);
  co_return value;
}

/// Waits twice.
awaitable<int> value_after_two(int first_ms, int second_ms, int value) {
  co_await pause(first_ms);
  co_await pause(second_ms);
  co_return value;
}

awaitable<int> value_at_once(int value) { co_return value; }

awaitable<int> failure_after(int ms, std::string name) {
  co_await pause(ms);
  throw TaskFailed(name);
}

awaitable<int> failure_at_once(std::string name) {
  throw TaskFailed(name);
  co_return 0;
}

/// Does not care for cancellation.
awaitable<int> stubborn(int ms, int value) {
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  co_await pause(ms);
  co_return value;
}

/// When it is cancelled, takes a while to clear up, and ends as `then_name` failed, or, if that is
/// empty, as cancelled.
awaitable<int> clearing_up(Scene& scene, std::string name, int ms, int clear_up_ms,
                           std::string then_name = "") {
  const NoteEnd end(scene, name);
  std::exception_ptr cancelled;
  try {
    co_await pause(ms);
  } catch (const boost::system::system_error&) {
    cancelled = std::current_exception();
  }
  if (!cancelled) co_return 0;
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  co_await pause(clear_up_ms);
  if (!then_name.empty()) throw TaskFailed(then_name);
  std::rethrow_exception(cancelled);
}

template <typename... Awaitables>
Tasks tasks(Awaitables... each) {
  Tasks list;
  (list.push_back(std::move(each)), ...);
  return list;
}

TEST(GatherAndCancel, ResultsStandInTheOrderOfTheTasks) {
  Scene scene;
  expect_equal(
      scene.outcome_of(gather(tasks(value_after(30, 1), value_after(10, 2), value_after(20, 3)))),
      std::string("{ 1, 2, 3 } after 30 ms"), "the results of tasks that end as 2, 3, 1", kInPlace);
}

TEST(GatherAndCancel, TasksThatNeverWaitAreGathered) {
  Scene scene;
  expect_equal(
      scene.outcome_of(gather(tasks(value_at_once(1), value_after(5, 2), value_at_once(3)))),
      std::string("{ 1, 2, 3 } after 5 ms"), "the results", kInPlace);
}

TEST(GatherAndCancel, WithoutTasksTheResultIsEmpty) {
  Scene scene;
  expect_equal(scene.outcome_of(gather({})), std::string("{} after 0 ms"),
               "the results without tasks", "without tasks the result is empty, at once.");
}

awaitable<int> noting_begin(Scene& scene, std::string name) {
  scene.note(name + " begun");
  co_await pause(10);
  co_return 0;
}

TEST(GatherAndCancel, TasksBeginInTheirOrder) {
  Scene scene;
  scene.outcome_of(
      gather(tasks(noting_begin(scene, "a"), noting_begin(scene, "b"), noting_begin(scene, "c"))));
  expect_equal(scene.events(),
               Texts{"a begun after 0 ms", "b begun after 0 ms", "c begun after 0 ms"},
               "what the tasks did", "every task begins immediately, in their order.");
}

TEST(GatherAndCancel, TheFirstFailureInTimeIsThrown) {
  Scene scene;
  expect_equal(scene.outcome_of(gather(
                   tasks(failure_after(30, "a"), failure_after(10, "b"), value_after(20, 3)))),
               std::string("b failed after 10 ms"), "what left gather", kFirstFailure);
}

TEST(GatherAndCancel, FailuresOfTheOthersAreDropped) {
  Scene scene;
  expect_equal(scene.outcome_of(gather(tasks(clearing_up(scene, "a", 99, 1, "clearing up"),
                                             failure_after(10, "b"),
                                             clearing_up(scene, "c", 99, 2, "clearing up")))),
               std::string("b failed after 12 ms"), "what left gather, where the others fail, too",
               kFirstFailure);
}

TEST(GatherAndCancel, AFailureCancelsTheOthers) {
  Scene scene;
  scene.outcome_of(
      gather(tasks(noting(scene, "a", 99, 1), failure_after(10, "b"), noting(scene, "c", 99, 3))));
  expect_equal(scene.by_name(), Texts{"a ended after 10 ms", "c ended after 10 ms"},
               "what became of the others when b had failed after 10 ms", kCancelled);
}

TEST(GatherAndCancel, AFailureWithoutAWaitCancelsTheOthers) {
  Scene scene;
  expect_equal(scene.outcome_of(gather(tasks(failure_at_once("a"), noting(scene, "b", 99, 2)))),
               std::string("a failed after 0 ms"), "what left gather", kCancelled);
}

TEST(GatherAndCancel, WhatHasEndedBeforeAFailureIsNotTouched) {
  Scene scene;
  scene.outcome_of(gather(tasks(noting(scene, "a", 5, 1), failure_after(10, "b"))));
  expect_equal(scene.by_name(), Texts{"a ended after 5 ms"}, "what became of a", kCancelled);
}

TEST(GatherAndCancel, AFailureWaitsUntilTheOthersHaveEnded) {
  Scene scene;
  expect_equal(
      scene.outcome_of(gather(tasks(failure_after(10, "a"), clearing_up(scene, "b", 99, 5)))),
      std::string("a failed after 15 ms"),
      "what left gather, where the other task clears up for 5 ms", kAllEnded);
}

TEST(GatherAndCancel, AFailureWaitsForATaskThatCannotBeCancelled) {
  Scene scene;
  expect_equal(scene.outcome_of(gather(tasks(failure_after(10, "a"), stubborn(50, 2)))),
               std::string("a failed after 50 ms"),
               "what left gather, where the other task goes on regardless for 50 ms", kAllEnded);
}

TEST(GatherAndCancel, TheLoopIsEmptyAfterAFailure) {
  Scene scene;
  scene.outcome_of(gather(tasks(failure_after(10, "a"), value_after(500, 2))));
  expect_equal(scene.end(), std::string(" after 10 ms"), "when the loop was empty", kNothingLeft);
}

TEST(GatherAndCancel, ACancelledGatherCancelsEveryTask) {
  Scene scene;
  scene.outcome_of(gather(tasks(noting(scene, "a", 99, 1), noting(scene, "b", 99, 2))),
                   milliseconds(5));
  expect_equal(scene.by_name(), Texts{"a ended after 5 ms", "b ended after 5 ms"},
               "what became of the tasks, when gather was cancelled after 5 ms", kPassedOn);
}

TEST(GatherAndCancel, ACancelledGatherSaysSo) {
  Scene scene;
  expect_equal(
      scene.outcome_of(gather(tasks(value_after(99, 1), value_after(99, 2))), milliseconds(5)),
      std::string("operation_aborted after 5 ms"),
      "what left gather, when it was cancelled after 5 ms", kPassedOn);
}

TEST(GatherAndCancel, ACancelledGatherWaitsUntilAllHaveEnded) {
  Scene scene;
  expect_equal(scene.outcome_of(gather(tasks(clearing_up(scene, "a", 99, 3),
                                             clearing_up(scene, "b", 99, 7), value_after(99, 3))),
                                milliseconds(5)),
               std::string("operation_aborted after 12 ms"),
               "what left gather, when it was cancelled after 5 ms and a task clears up for 7 ms",
               kPassedOn);
}

TEST(GatherAndCancel, OfTasksThatWereCancelledTheFirstInTimeIsThrown) {
  Scene scene;
  expect_equal(
      scene.outcome_of(
          gather(tasks(value_after(99, 1), clearing_up(scene, "b", 99, 2, "clearing up"))),
          milliseconds(5)),
      std::string("operation_aborted after 7 ms"),
      "what left gather, when it was cancelled after 5 ms: one task ended at once, another "
      "one cleared up for 2 ms, and failed",
      kFirstFailure);
}

TEST(GatherAndCancel, ResultsThatComeInSpiteOfACancellationCount) {
  Scene scene;
  expect_equal(scene.outcome_of(gather(tasks(stubborn(20, 1), stubborn(10, 2))), milliseconds(5)),
               std::string("{ 1, 2 } after 20 ms"),
               "what gather returned, when it was cancelled and no task cared",
               "if the caller is cancelled, but all tasks return all the same, so does gather.");
}

awaitable<int> sum_of_gathered(Tasks parts) {
  const std::vector<int> values = co_await gather(std::move(parts));
  co_return std::accumulate(values.begin(), values.end(), 0);
}

TEST(GatherAndCancel, ATaskMayGather) {
  Scene scene;
  expect_equal(
      scene.outcome_of(gather(tasks(sum_of_gathered(tasks(value_after(10, 1), value_after(20, 2))),
                                    value_after(5, 4)))),
      std::string("{ 3, 4 } after 20 ms"), "the results, where a task gathers", kInPlace);
}

TEST(GatherAndCancel, ATaskThatGathersIsCancelledWithAllItsTasks) {
  Scene scene;
  scene.outcome_of(
      gather(tasks(sum_of_gathered(tasks(noting(scene, "a", 99, 1), noting(scene, "b", 99, 2))),
                   failure_after(10, "c"))));
  expect_equal(scene.by_name(), Texts{"a ended after 10 ms", "b ended after 10 ms"},
               "what became of the tasks of a task, when another one failed after 10 ms",
               kPassedOn);
}

awaitable<int> pause_after_a_failure() {
  try {
    co_await gather(tasks(failure_after(10, "a"), value_after(99, 2)));
  } catch (const TaskFailed&) {
  }
  co_return co_await value_after(5, 7);
}

TEST(GatherAndCancel, TheCallerGoesOnAfterAFailure) {
  Scene scene;
  expect_equal(scene.outcome_of(pause_after_a_failure()), std::string("7 after 15 ms"),
               "what a caller returned that catches the failure, and waits for 5 ms more",
               kCallersState);
}

awaitable<int> pause_after_gather() {
  co_await gather(tasks(value_after(10, 1), value_after(10, 2)));
  co_return co_await value_after(99, 7);
}

TEST(GatherAndCancel, TheCallerCanBeCancelledAfterGather) {
  Scene scene;
  expect_equal(scene.outcome_of(pause_after_gather(), milliseconds(20)),
               std::string("operation_aborted after 20 ms"),
               "what left a caller that gathers for 10 ms, waits, and is cancelled after 20 ms",
               kCallersState);
}

awaitable<int> pause_after_cancellation(awaitable<int> operation) {
  try {
    co_await std::move(operation);
  } catch (const boost::system::system_error&) {
  }
  co_return co_await value_after(50, 7);
}

TEST(GatherAndCancel, ACancelledCallerOfGatherThrowsWhereItWaitsNext) {
  Scene scene;
  expect_equal(
      scene.outcome_of(pause_after_cancellation(sum_of_gathered(tasks(value_after(99, 1)))),
                       milliseconds(5)),
      std::string("operation_aborted after 5 ms"),
      "what left a caller that was cancelled after 5 ms, and waits once more", kCallersState);
}

TEST(GatherAndCancel, ACancelledCallerOfATimeoutThrowsWhereItWaitsNext) {
  Scene scene;
  expect_equal(scene.outcome_of(
                   pause_after_cancellation(with_timeout(value_after(99, 1), milliseconds(200))),
                   milliseconds(5)),
               std::string("operation_aborted after 5 ms"),
               "what left a caller that was cancelled after 5 ms, and waits once more",
               kCallersState);
}

/// 1 if a coroutine that looks at its cancellation itself has it thrown after `operation`.
template <typename T>
awaitable<int> throws_after(awaitable<T> operation) {
  co_await asio::this_coro::throw_if_cancelled(false);
  co_await std::move(operation);
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  co_return throws ? 1 : 0;
}

TEST(GatherAndCancel, ACallerThatLooksForACancellationItselfGoesOnDoingSo) {
  Scene scene;
  expect_equal(scene.outcome_of(throws_after(gather(tasks(value_after(10, 1), value_after(5, 2))))),
               std::string("0 after 10 ms"),
               "throw_if_cancelled of a caller that had turned it off, after gather (1: it is on)",
               kCallersState);
  Scene another;
  expect_equal(
      another.outcome_of(throws_after(with_timeout(value_after(10, 1), milliseconds(20)))),
      std::string("0 after 10 ms"),
      "throw_if_cancelled of a caller that had turned it off, after with_timeout (1: it is "
      "on)",
      kCallersState);
}

awaitable<int> pause_after_timeout() {
  try {
    co_await with_timeout(value_after(99, 1), milliseconds(10));
  } catch (const boost::system::system_error&) {
  }
  co_return co_await value_after(99, 7);
}

TEST(GatherAndCancel, TheCallerGoesOnAfterATimeout) {
  Scene scene;
  expect_equal(scene.outcome_of(pause_after_timeout()), std::string("7 after 109 ms"),
               "what a caller returned that catches the timeout, and waits for 99 ms more",
               kCallersState);
}

TEST(GatherAndCancel, TheCallerCanBeCancelledAfterATimeout) {
  Scene scene;
  expect_equal(scene.outcome_of(pause_after_timeout(), milliseconds(20)),
               std::string("operation_aborted after 20 ms"),
               "what left a caller that has a timeout after 10 ms, waits, and is cancelled after "
               "20 ms",
               kCallersState);
}

TEST(GatherAndCancel, ReturnsWhatTheTaskReturnsInTime) {
  Scene scene;
  expect_equal(scene.outcome_of(with_timeout(value_after(10, 7), milliseconds(20))),
               std::string("7 after 10 ms"), "what with_timeout returned",
               "runs `task`, for no longer than `limit`, and returns what it returns.");
}

TEST(GatherAndCancel, ThrowsWhatTheTaskThrowsInTime) {
  Scene scene;
  expect_equal(scene.outcome_of(with_timeout(failure_after(10, "a"), milliseconds(20))),
               std::string("a failed after 10 ms"), "what left with_timeout",
               "otherwise what the task has thrown.");
}

TEST(GatherAndCancel, NoTimerIsLeftWhenTheTaskWasInTime) {
  Scene scene;
  scene.outcome_of(with_timeout(value_after(10, 7), milliseconds(500)));
  expect_equal(scene.end(), std::string(" after 10 ms"),
               "when the loop was empty, with a limit of 500 ms", kNothingLeft);
}

TEST(GatherAndCancel, NoTimerIsLeftWhenTheTaskHasFailed) {
  Scene scene;
  scene.outcome_of(with_timeout(failure_after(10, "a"), milliseconds(500)));
  expect_equal(scene.end(), std::string(" after 10 ms"),
               "when the loop was empty, with a limit of 500 ms", kNothingLeft);
}

TEST(GatherAndCancel, TheTaskIsCancelledWhenTheLimitIsOver) {
  Scene scene;
  expect_equal(scene.outcome_of(with_timeout(noting(scene, "a", 50, 7), milliseconds(10))),
               std::string("timed_out after 10 ms"), "what left with_timeout", kTimedOut);
  expect_equal(scene.by_name(), Texts{"a ended after 10 ms"}, "what became of the task",
               "if it has not ended when the limit is over, it is cancelled at that moment.");
}

TEST(GatherAndCancel, ATimeoutWaitsUntilTheTaskHasEnded) {
  Scene scene;
  expect_equal(scene.outcome_of(with_timeout(clearing_up(scene, "a", 99, 5), milliseconds(10))),
               std::string("timed_out after 15 ms"),
               "what left with_timeout, where the task clears up for 5 ms", kTimedOut);
}

TEST(GatherAndCancel, AFailureAfterTheLimitIsATimeout) {
  Scene scene;
  expect_equal(scene.outcome_of(
                   with_timeout(clearing_up(scene, "a", 99, 5, "clearing up"), milliseconds(10))),
               std::string("timed_out after 15 ms"),
               "what left with_timeout, where the task fails when it clears up", kTimedOut);
}

TEST(GatherAndCancel, AResultAfterTheLimitIsDropped) {
  Scene scene;
  expect_equal(scene.outcome_of(with_timeout(stubborn(50, 7), milliseconds(10))),
               std::string("timed_out after 50 ms"),
               "what left with_timeout, where the task goes on regardless", kTimedOut);
}

TEST(GatherAndCancel, AResultAtTheVeryLimitCounts) {
  Scene scene;
  expect_equal(scene.outcome_of(with_timeout(value_after(10, 7), milliseconds(10))),
               std::string("7 after 10 ms"), "what with_timeout returned, with a limit of 10 ms",
               kInTime);
}

// The limit's timer began to wait before the task's second one.
TEST(GatherAndCancel, AResultAtTheVeryLimitCountsAlsoIfTheTimerIsFirst) {
  Scene scene;
  expect_equal(scene.outcome_of(with_timeout(value_after_two(5, 5, 7), milliseconds(10))),
               std::string("7 after 10 ms"),
               "what with_timeout returned, with a limit of 10 ms, for a task that waits for 5 ms "
               "twice",
               kInTime);
}

constexpr const char* kZero =
    "a limit of 0 leaves a task the time until it first has to wait; a negative one is like 0.";

TEST(GatherAndCancel, ALimitOfZeroIsOverAtTheFirstWait) {
  Scene scene;
  expect_equal(scene.outcome_of(with_timeout(noting(scene, "a", 10, 7), milliseconds(0))),
               std::string("timed_out after 0 ms"), "what left with_timeout, with a limit of 0",
               kZero);
}

TEST(GatherAndCancel, ALimitOfZeroIsEnoughForATaskThatNeverWaits) {
  Scene scene;
  expect_equal(scene.outcome_of(with_timeout(value_at_once(7), milliseconds(0))),
               std::string("7 after 0 ms"), "what with_timeout returned, with a limit of 0", kZero);
}

TEST(GatherAndCancel, ANegativeLimitIsOverAtTheFirstWait) {
  Scene scene;
  expect_equal(scene.outcome_of(with_timeout(noting(scene, "a", 10, 7), milliseconds(-3))),
               std::string("timed_out after 0 ms"), "what left with_timeout, with a limit of -3 ms",
               kZero);
}

TEST(GatherAndCancel, ANegativeLimitIsEnoughForATaskThatNeverWaits) {
  Scene scene;
  expect_equal(scene.outcome_of(with_timeout(value_at_once(7), milliseconds(-3))),
               std::string("7 after 0 ms"), "what with_timeout returned, with a limit of -3 ms",
               kZero);
}

/// Returns a value as soon as it is cancelled.
awaitable<int> value_when_cancelled(int value) {
  try {
    co_await pause(99);
  } catch (const boost::system::system_error&) {
    // it is what it waits for
  }
  co_return value;
}

TEST(GatherAndCancel, WhatReturnsWhenItsLimitIsOverIsInTimeWhateverTheLimit) {
  for (const int limit : {10, 0, -3}) {
    Scene scene;
    expect_equal(scene.outcome_of(with_timeout(value_when_cancelled(7), milliseconds(limit))),
                 "7 after " + std::to_string(std::max(limit, 0)) + " ms",
                 "what with_timeout returned for a task that returns 7 as soon as it is cancelled, "
                 "with a limit of " +
                     std::to_string(limit) + " ms",
                 kInTime);
  }
}

TEST(GatherAndCancel, ACancelledTimeoutCancelsTheTask) {
  Scene scene;
  scene.outcome_of(with_timeout(noting(scene, "a", 50, 7), milliseconds(100)), milliseconds(5));
  expect_equal(scene.by_name(), Texts{"a ended after 5 ms"},
               "what became of the task, when with_timeout was cancelled after 5 ms", kPassedOn);
}

TEST(GatherAndCancel, ACancelledTimeoutIsNoTimeout) {
  Scene scene;
  expect_equal(
      scene.outcome_of(with_timeout(value_after(50, 7), milliseconds(100)), milliseconds(5)),
      std::string("operation_aborted after 5 ms"),
      "what left with_timeout, when it was cancelled before the limit was over",
      "otherwise what the task has thrown; also if the caller is cancelled.");
}

TEST(GatherAndCancel, NoTimerIsLeftWhenATimeoutWasCancelled) {
  Scene scene;
  scene.outcome_of(with_timeout(value_after(50, 7), milliseconds(100)), milliseconds(5));
  expect_equal(scene.end(), std::string(" after 5 ms"),
               "when the loop was empty, where with_timeout was cancelled after 5 ms",
               kNothingLeft);
}

TEST(GatherAndCancel, ACancelledTimeoutWaitsUntilTheTaskHasEnded) {
  Scene scene;
  expect_equal(scene.outcome_of(with_timeout(clearing_up(scene, "a", 99, 20), milliseconds(10)),
                                milliseconds(5)),
               std::string("operation_aborted after 25 ms"),
               "what left with_timeout, when it was cancelled after 5 ms and the task cleared up "
               "for 20 ms",
               "if the caller is cancelled: from then on the limit counts no more.");
}

TEST(GatherAndCancel, ACancelledTimeoutReturnsWhatTheTaskReturnsHoweverLate) {
  Scene scene;
  expect_equal(
      scene.outcome_of(with_timeout(stubborn(50, 7), milliseconds(10)), milliseconds(5)),
      std::string("7 after 50 ms"),
      "what with_timeout returned, when it was cancelled after 5 ms and the task did not care",
      "if the caller is cancelled: from then on the limit counts no more.");
}

TEST(GatherAndCancel, ATimeoutStaysOneIfTheCallerIsCancelledLater) {
  Scene scene;
  expect_equal(scene.outcome_of(with_timeout(clearing_up(scene, "a", 99, 10), milliseconds(10)),
                                milliseconds(15)),
               std::string("timed_out after 20 ms"),
               "what left with_timeout, when its limit was over after 10 ms, the task cleared up "
               "for 10 ms, and the caller was cancelled meanwhile",
               kTimedOut);
}

awaitable<int> timeout_after_a_pause(milliseconds limit) {
  co_await pause(1);
  co_return co_await with_timeout(value_after(10, 7), limit);
}

TEST(GatherAndCancel, TheLongestLimitIsNotOver) {
  Scene scene;
  expect_equal(scene.outcome_of(timeout_after_a_pause(milliseconds::max())),
               std::string("7 after 11 ms"),
               "what with_timeout returned, with a limit of milliseconds::max()",
               "runs `task`, for no longer than `limit`, and returns what it returns.");
}

TEST(GatherAndCancel, ATimeoutMayBeOneOfTheTasks) {
  Scene scene;
  expect_equal(scene.outcome_of(gather(tasks(
                   with_timeout(noting(scene, "a", 50, 1), milliseconds(100)),
                   with_timeout(noting(scene, "b", 50, 2), milliseconds(10)), value_after(5, 3)))),
               std::string("timed_out after 10 ms"), "what left gather, where a task times out",
               kFirstFailure);
  expect_equal(scene.end(), std::string(" after 10 ms"), "when the loop was empty", kNothingLeft);
}

TEST(GatherAndCancel, ATimeoutMayHoldWhatGathers) {
  Scene scene;
  expect_equal(scene.outcome_of(with_timeout(
                   sum_of_gathered(tasks(clearing_up(scene, "a", 99, 3), value_after(99, 2))),
                   milliseconds(10))),
               std::string("timed_out after 13 ms"), "what left with_timeout, whose task gathers",
               kTimedOut);
}

TEST(GatherAndCancelConcurrent, AllTasksAreUnderWayAtOnce) {
  Scene scene;
  scene.outcome_of(gather(
      tasks(noting(scene, "a", 10, 1), noting(scene, "b", 10, 2), noting(scene, "c", 10, 3))));
  expect_that(
      scene.by_name() == Texts{"a ended after 10 ms", "b ended after 10 ms", "c ended after 10 ms"},
      "serial: three tasks that wait for 10 ms should all end after 10 ms; what happened is " +
          testing::PrintToString(scene.by_name()) + ". The contract: runs all tasks at once.");
}

TEST(GatherAndCancelConcurrent, TheLoopRunsOtherThingsMeanwhile) {
  Scene scene;
  scene.outcome_of(gather(tasks(sum_of_gathered(tasks(noting(scene, "a", 20, 1))),
                                with_timeout(noting(scene, "b", 10, 2), milliseconds(30)))));
  expect_that(scene.by_name() == Texts{"a ended after 20 ms", "b ended after 10 ms"},
              "serial: one task that waits for 20 ms, another one that waits for 10 ms; what "
              "happened is " +
                  testing::PrintToString(scene.by_name()) +
                  ". The contract: runs all tasks at once.");
}

}  // namespace
