#include <gtest/gtest.h>

#include <cstddef>
#include <string>

#include "support/expect.hpp"
#include "task_type_probes.hpp"

// Everything is done by the probes, which are compiled with the answer; here they are judged.

namespace {

using interleave::expect_equal;
using interleave::expect_that;
using probes::Chain;
using probes::Events;
using probes::Lives;

const char* const kAskedForOnce =
    "start and co_await throw std::logic_error on a Task that was started or awaited before.";
const char* const kNoResult =
    "result throws std::logic_error on a Task whose body has not ended, or whose result was asked "
    "for before.";

void expect_freed(const Lives& lives, const std::string& of) {
  expect_that(lives.made == lives.destroyed,
              "of " + std::to_string(lives.made) + " parameters and locals " + of + ", " +
                  std::to_string(lives.destroyed) +
                  " were destroyed. The contract: a coroutine is destroyed once, with its "
                  "parameters and locals, when its Task is destroyed or assigned to.");
}

/// What a chain of `few` tasks and one of `many` need must be the same, but for some room. Only
/// then a chain of `most` is tried: it would end the program by a stack overflow.
void expect_flat(Chain (*chain)(int tasks), int most, const std::string& form) {
  constexpr int kFew = 10;
  constexpr int kMany = 1'000;
  constexpr std::size_t kRoom = 2'048;
  const Chain few = chain(kFew);
  const Chain many = chain(kMany);
  expect_equal(few.result, kFew,
               "how many of " + std::to_string(kFew) + " tasks " + form + " came to their end");
  expect_equal(many.result, kMany,
               "how many of " + std::to_string(kMany) + " tasks " + form + " came to their end");
  expect_that(many.stack <= few.stack + kRoom,
              std::to_string(kMany) + " tasks " + form + " needed " + std::to_string(many.stack) +
                  " bytes of stack, " + std::to_string(kFew) + " tasks " +
                  std::to_string(few.stack) +
                  ": each task that is awaited, or that ends, leaves something on the stack. The "
                  "contract: no growing stack.");
  if (testing::Test::HasFailure()) return;
  expect_equal(chain(most).result, most,
               "how many of " + std::to_string(most) + " tasks " + form + " came to their end");
}

TEST(TaskType, RunsNothingUntilItIsStarted) {
  expect_equal(probes::starting(),
               Events{"made, not done", "the body runs", "start has returned, done"},
               "what happened, in order", "calling the coroutine runs nothing of its body.");
}

TEST(TaskType, ThatIsNeverStartedRunsNothing) {
  expect_equal(probes::never_starting(), Events{"made", "destroyed"}, "what happened, in order",
               "calling the coroutine runs nothing of its body.");
}

TEST(TaskType, RunsWhenItIsAwaitedAndThenTheParentGoesOn) {
  expect_equal(probes::awaiting(),
               Events{"the child is made", "the child's body runs", "the parent goes on",
                      "start has returned"},
               "what happened, in order",
               "co_await runs the body; when it has ended, the awaiting coroutine goes on.");
}

TEST(TaskType, ThatWaitsForSomethingElseKeepsItsParentWaiting) {
  expect_equal(
      probes::awaiting_what_waits(),
      Events{"the child waits", "start has returned, not done", "the child goes on",
             "the parent goes on", "resume has returned, done"},
      "what happened, in order",
      "whoever resumes the body runs it to its end and then the awaiting coroutine, before "
      "resume returns.");
}

TEST(TaskType, StartsNoThread) {
  expect_that(probes::runs_in_the_calls(),
              "a body ran on another thread than the one that called start. The contract: there is "
              "no other thread.");
}

TEST(TaskType, GivesItsValue) {
  expect_equal(probes::values(),
               Events{"one", "a text that has to be somewhere in the heap", "3", "the end"},
               "what co_await and then result gave",
               "result and co_await give the value of co_return.");
}

TEST(TaskType, MayHaveNoValue) {
  expect_equal(probes::voids(), Events{"first", "second", "result has returned"},
               "what happened, in order");
}

TEST(TaskType, GivesTheVeryObjectThatAReferenceNames) {
  expect_equal(
      probes::references(), Events{"the same number", "the same text", "the same number", "2"},
      "what co_await and then result referred to", "a reference refers to what the body named.");
}

TEST(TaskType, GivesValuesThatCanOnlyBeMoved) {
  expect_equal(probes::move_only_values(), Events{"1", "1"},
               "what co_await and then result gave (-1: a value that was moved away)",
               "a value is moved.");
}

TEST(TaskType, NeverCopiesAValue) {
  expect_equal(probes::copies_of_a_value(), 0, "how often a value was copied",
               "a value is moved and never copied.");
}

TEST(TaskType, GivesAValueThatOutlivesTheTask) {
  const std::string text = "a text that has to be somewhere in the heap";
  expect_equal(
      probes::value_that_outlives_its_task(), Events{text, text},
      "what auto&& kept = co_await ..., and then auto&& kept = ...result(), held after the "
      "Task was destroyed",
      "the value is good for as long as who asked keeps it.");
}

TEST(TaskType, HandsOnAnExceptionToWhoAwaitsIt) {
  expect_equal(probes::exception_through_tasks(),
               Events{"caught the child's", "the parent goes on"},
               "what happened, in order, when the child of a child threw",
               "an exception that leaves the body comes out of co_await.");
}

TEST(TaskType, ThatWasStartedThrowsOnlyFromResult) {
  expect_equal(probes::exception_of_a_started_task(),
               Events{"start has returned, done", "result threw the body's"},
               "what happened, in order, when the body threw",
               "an exception comes out of co_await or result, and out of nothing else.");
}

TEST(TaskType, HandsOnExceptionsWhateverItsType) {
  expect_equal(
      probes::exceptions_of_every_kind(),
      Events{"void's", "reference's", "move-only value's", "a value"},
      "what co_await threw for a Task of void, of a reference and of a move-only type, and "
      "what it gave for one that returns a std::exception_ptr",
      "an exception that leaves the body comes out of co_await.");
}

TEST(TaskType, DropsAnExceptionThatNobodyAsksFor) {
  expect_equal(probes::exception_that_nobody_asks_for(), Events{"start has returned", "destroyed"},
               "what happened, in order", "an exception that nobody asks for is dropped.");
}

TEST(TaskType, DestroysEachCoroutineOfAChain) {
  expect_freed(probes::of_a_chain(), "of three tasks that await each other");
}

TEST(TaskType, DestroysEachCoroutineThatAnExceptionLeft) {
  expect_freed(probes::of_an_exception(), "of three tasks that an exception left");
}

TEST(TaskType, DestroysWhatWasNeverStarted) {
  expect_freed(probes::of_tasks_that_never_start(), "of tasks that were never started");
}

TEST(TaskType, DestroysWhatStillWaits) {
  expect_freed(probes::of_tasks_that_still_wait(),
               "of three tasks that await each other, the last of which waits");
}

TEST(TaskType, DestroysWhatItHadWhenItIsAssignedTo) {
  Events events;
  expect_freed(probes::of_a_task_assigned_to(events), "of tasks that were assigned to");
  expect_equal(events, Events{"1", "start of what was moved from: std::logic_error"},
               "what the task gave that was assigned, and what the one did that it came from",
               "moving a Task moves the ownership; the other one is empty.");
}

TEST(TaskType, CanBeMovedWhileItWaits) {
  expect_equal(probes::moving_while_waiting(),
               Events{"the old one is not done", "the new one gives 7"}, "what happened",
               "moving a Task, also while its body waits, moves the ownership.");
}

TEST(TaskType, CanBeMovedWhileItIsAwaited) {
  expect_equal(probes::moving_while_awaited(), Events{"the parent gets 7", "the parent is done"},
               "what happened, when the child's body waited and its Task was moved",
               "moving a Task, also while its body waits, moves the ownership.");
}

TEST(TaskType, IsStartedOnce) {
  expect_equal(probes::starting_again(),
               Events{"the body runs", "start after its end: std::logic_error", "the body waits",
                      "start while it waits: std::logic_error", "the body goes on"},
               "what happened, in order", kAskedForOnce);
}

TEST(TaskType, IsAwaitedOnce) {
  expect_equal(probes::awaiting_again(),
               Events{"the body runs", "co_await again: std::logic_error",
                      "start after co_await: std::logic_error",
                      "co_await after start: std::logic_error", "its result is 7", "the body waits",
                      "co_await while it waits: std::logic_error", "the body goes on"},
               "what happened, in order", kAskedForOnce);
}

TEST(TaskType, ThatIsAwaitedAndWaitsIsNotStartedAgain) {
  expect_equal(probes::using_what_is_awaited(),
               Events{"start: std::logic_error", "co_await: std::logic_error", "the parent gets 7"},
               "what happened, when a Task was used again whose body waits, and which is awaited",
               kAskedForOnce);
}

TEST(TaskType, HasNoResultBeforeItsEnd) {
  expect_equal(probes::asking_for_no_result(),
               Events{"result before start: std::logic_error",
                      "result while it waits: std::logic_error", "at last the result is 7"},
               "what happened, in order", kNoResult);
}

TEST(TaskType, GivesItsResultOnce) {
  expect_equal(
      probes::asking_again(),
      Events{"a text that has to be somewhere in the heap", "result again: std::logic_error",
             "once", "result again after an exception: std::logic_error", "co_await gives 7",
             "result after co_await: std::logic_error", "no value",
             "result again: std::logic_error", "a reference to 7",
             "result again: std::logic_error"},
      "what happened, in order", kNoResult);
}

TEST(TaskType, ThatIsEmptyRefusesAll) {
  expect_equal(probes::using_an_empty_task(),
               Events{"start: std::logic_error", "not done", "result: std::logic_error",
                      "co_await: std::logic_error"},
               "what an empty Task did",
               "start, co_await and result throw std::logic_error on a Task that is empty.");
}

TEST(TaskType, KeepsTheStackFlatInALoop) {
  expect_flat(probes::one_after_the_other, 100'000, "that one coroutine awaits in a loop");
}

TEST(TaskType, KeepsTheStackFlatInALoopOfFailures) {
  expect_flat(probes::one_after_the_other_and_failing, 1'000,
              "that throw, and that one coroutine awaits in a loop,");
}

TEST(TaskType, KeepsTheStackFlatInAChain) {
  expect_flat(probes::each_by_the_one_before, 1'000'000, "that each await the next one");
}

TEST(TaskType, KeepsTheStackFlatWhenAChainIsResumed) {
  expect_flat(probes::each_by_the_one_before_and_waiting, 1'000,
              "that each await the next one, and the last of which waits,");
}

}  // namespace
