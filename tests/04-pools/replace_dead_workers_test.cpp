#include "replace_dead_workers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "support/between_processes.hpp"
#include "support/child_programs.hpp"
#include "support/expect.hpp"
#include "support/temporary_folder.hpp"
#include "support/watch.hpp"

namespace {

using interleave::child_command;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::ProcessRendezvous;
using interleave::Signs;
using interleave::TemporaryFolder;
using Lines = std::vector<std::string>;
using Results = std::vector<std::optional<std::string>>;

/// A task that kills workers: the first of them, or more than anybody should give it to.
const std::string kKillsOne = "die-at 1 answered";
const std::string kKillsMany = "die-at 5 answered-at-the-sixth-time";

/// The log that the workers of a test keep together.
class Log {
 public:
  Lines program() const { return {interleave::child_program("pool_worker"), file_}; }

  Lines lines() const {
    std::ifstream stream(file_);
    Lines found;
    for (std::string line; std::getline(stream, line);) found.push_back(line);
    return found;
  }

  std::ptrdiff_t times(const std::string& line) const {
    const Lines all = lines();
    return std::count(all.begin(), all.end(), line);
  }

  void expect_begun(const std::string& task, int times_expected, const std::string& rule) const {
    expect_equal(times("begin " + task), times_expected,
                 "how often workers began the task \"" + task + '"', rule);
  }

 private:
  TemporaryFolder folder_;
  std::string file_ = folder_ / "log";
};

/// What has come of a call: its kind of exception, or "a result".
std::string outcome_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const std::system_error&) {
    return "std::system_error";
  } catch (const std::invalid_argument&) {
    return "std::invalid_argument";
  } catch (const std::runtime_error&) {
    return "std::runtime_error";
  } catch (...) {
    return "another exception";
  }
  return "a result";
}

TEST(ReplaceDeadWorkers, WithoutDeathsAnswersComeInTheOrderOfTheTasks) {
  const TemporaryFolder folder;
  const Signs last_began(folder / "last_began");
  const std::string fifo = folder / "last_began";
  const Log log;
  expect_equal(
      replace_dead_workers(log.program(), 2,
                           {"wait " + fifo + " a", "say b", "say c", "sign " + fifo + " d"}),
      Results{"a", "b", "c", "d"},
      "the results, when the worker with the first task waits for the last one");
  for (const char* task : {"say b", "say c"}) {
    log.expect_begun(task, 1, "a task that has been answered is not given to a worker again.");
  }
}

TEST(ReplaceDeadWorkers, ATaskWhoseWorkerDiedIsTriedOnceMore) {
  const Log log;
  expect_equal(replace_dead_workers(log.program(), 2, {"say a", kKillsOne, "say b"}),
               Results{"a", "answered", "b"},
               "the results, when a worker dies the first time it is given the second task",
               "a new worker is given the task that the dead one had in hand.");
  log.expect_begun(kKillsOne, 2, "a task is given to a worker once more when its worker has died.");
}

TEST(ReplaceDeadWorkers, ATaskThatKillsTwoWorkersHasFailed) {
  const Log log;
  // The last task has two lives of its own, although it is no other text.
  expect_equal(replace_dead_workers(log.program(), 2, {"say a", kKillsMany, "say b", kKillsMany}),
               Results{"a", std::nullopt, "b", std::nullopt},
               "the results, when every worker dies that is given the second or the last task",
               "if the new worker dies too, the task has failed; other tasks are not failed by "
               "that.");
  log.expect_begun(kKillsMany, 4,
                   "a task has failed when two workers have died of it, and is given to no more: "
                   "it stands in the list twice.");
}

TEST(ReplaceDeadWorkers, OtherTasksAreBegunOnceOnly) {
  const Log log;
  replace_dead_workers(log.program(), 1, {"say a", "say b", kKillsMany, "say c"});
  for (const char* task : {"say a", "say b", "say c"}) {
    log.expect_begun(task, 1, "a task that has been answered is not given to a worker again.");
  }
}

TEST(ReplaceDeadWorkers, TheNewWorkerBeginsWithTheTaskOfTheDeadOne) {
  const Log log;
  replace_dead_workers(log.program(), 1, {kKillsOne, "say a"});
  expect_equal(
      log.lines(),
      Lines{"start", "begin " + kKillsOne, "start", "begin " + kKillsOne, "begin say a", "end"},
      "what a pool of one worker did",
      "a worker that has died is replaced, and the first task of the new one is the one that the "
      "dead one had in hand.");
}

TEST(ReplaceDeadWorkers, DeathsInARowAreSurvived) {
  const Log log;
  const Lines tasks = {kKillsMany, kKillsOne, "die-at 2 a", "half-at 1 b", "say c"};
  expect_equal(replace_dead_workers(log.program(), 2, tasks),
               Results{std::nullopt, "answered", std::nullopt, "b", "c"},
               "the results of tasks that kill always, once, twice, once, and not at all",
               "a worker that has died is replaced; a task that kills two has failed.");
}

TEST(ReplaceDeadWorkers, PartOfALineIsNoAnswer) {
  const Log log;
  expect_equal(
      replace_dead_workers(log.program(), 2, {"half-at 1 whole-answer", "half-at 5 never-whole"}),
      Results{"whole-answer", std::nullopt},
      "the results, when workers die in the middle of their answers",
      "what a dead worker has printed of an answer is dropped.");
}

TEST(ReplaceDeadWorkers, AnAnswerCountsAlsoIfItsWorkerEndsAfterIt) {
  const Log log;
  expect_equal(replace_dead_workers(log.program(), 1, {"last a", "last b", "last c", "say d"}),
               Results{"a", "b", "c", "d"}, "the results, when a worker ends after every answer");
  for (const char* task : {"last a", "last b", "last c", "say d"}) {
    log.expect_begun(task, 1, "a task that has been answered is not given to a worker again.");
  }
}

TEST(ReplaceDeadWorkers, AWorkerMayDieBeforeItHasReadItsTask) {
  const std::string more_than_a_pipe_holds(100'000, 'x');
  expect_equal(replace_dead_workers(child_command({"exit", "0"}), 2,
                                    {more_than_a_pipe_holds, "short", more_than_a_pipe_holds}),
               Results(3), "the results of a program that ends at once",
               "a worker has died when it ends, in whatever way, before it has answered.");
}

TEST(ReplaceDeadWorkers, AWorkerMayAnswerWhileItReads) {
  const std::string task(300'000, 'x');
  expect_that(
      replace_dead_workers(child_command({"copy"}), 1, {task, "", task}) == Results{task, "", task},
      "the answers of a worker that copies what it reads are not its tasks.");
}

TEST(ReplaceDeadWorkers, ADeadWorkerIsWaitedForBeforeAnotherTakesItsPlace) {
  const Log log;
  expect_equal(replace_dead_workers(log.program(), 1, {kKillsOne, "siblings"}),
               Results{"answered", "0"},
               "the results; the second is how many other processes the pool of one worker has, "
               "zombies included",
               "there are never more than `workers` workers at a time, a dead one that has not "
               "been waited for included.");
}

// It has closed its output, and goes on until its parent sleeps: because it waits for the worker,
// or in the middle of something else.
TEST(ReplaceDeadWorkers, NoneIsStartedWhileTheDeadOneIsStillThere) {
  const Log log;
  expect_equal(replace_dead_workers(log.program(), 1, {"slow-death answered"}), Results{"answered"},
               "the results, when the first worker takes its time to die");
  expect_equal(log.times("siblings 0"), 1,
               "how often a dying worker was the only process of a pool of one",
               "a worker that has died is waited for, and then a new one takes its place.");
}

TEST(ReplaceDeadWorkers, LetsItsWorkersEndByThemselves) {
  const Log log;
  replace_dead_workers(log.program(), 2, {"say a", kKillsMany, "say b", "say c"});
  expect_equal(log.times("end"), log.times("start") - 2,
               "how many of the workers that did not die saw the end of their input",
               "the workers' input is closed and they are waited for, so that they end by "
               "themselves.");
}

TEST(ReplaceDeadWorkers, WithoutTasksNothingIsStarted) {
  expect_equal(replace_dead_workers({"/no/such/program"}, 2, {}), Results{},
               "the results of no tasks", "without tasks nothing is started.");
}

TEST(ReplaceDeadWorkers, RefusesWrongArgumentsBeforeItStartsAnything) {
  const Log log;
  const auto expect_refused = [](const std::string& what, const std::function<void()>& call) {
    expect_equal(outcome_of(call), "std::invalid_argument", "what came of a call with " + what);
  };
  expect_refused("workers = 0", [&] { replace_dead_workers(log.program(), 0, {"say a"}); });
  expect_refused("workers = -1 and no tasks", [&] { replace_dead_workers(log.program(), -1, {}); });
  expect_refused("an empty program", [] { replace_dead_workers({}, 1, {"say a"}); });
  expect_refused("a line break in its last task", [&] {
    replace_dead_workers(log.program(), 2, {"say a", "say b\nsay c"});
  });
  expect_equal(log.lines(), Lines{}, "what the workers of these calls did",
               "std::invalid_argument before anything is started.");
}

TEST(ReplaceDeadWorkers, AProgramThatDoesNotExistIsASystemError) {
  expect_equal(outcome_of([] {
                 replace_dead_workers({"/no/such/program"}, 2, {"a", "b", "c"});
               }),
               "std::system_error", "what came of a program that does not exist",
               "std::system_error if a worker cannot be started: nobody has died.");
}

TEST(ReplaceDeadWorkers, AReplacementThatCannotBeStartedIsASystemError) {
  const TemporaryFolder folder;
  const std::filesystem::path program = folder / "program";
  std::filesystem::create_symlink(interleave::child_program("pool_worker"), program);
  expect_equal(
      outcome_of([&] {
        replace_dead_workers({program}, 2, {"say a", "vanish " + program.string(), "say b"});
      }),
      "std::system_error",
      "what came of a program that was removed before a dead worker could be replaced",
      "std::system_error if a worker that is to take the place of another cannot be "
      "started.");
}

TEST(ReplaceDeadWorkersConcurrent, AllPlacesAreFilledAgainAfterDeaths) {
  const ProcessRendezvous meeting(2);
  const Log log;
  const std::string meet = "meet " + meeting.folder();
  expect_equal(replace_dead_workers(log.program(), 2, {kKillsOne, kKillsMany, meet, meet}),
               Results{"answered", std::nullopt, "met", "met"},
               "the results, when two workers wait for each other after three deaths");
}

/// Has one worker hold its answer until another one has begun the awaited task.
class Hold {
 public:
  /// `unless`: what a stall means before that.
  explicit Hold(const char* unless) : begun_(folder_ / "begun"), go_on_(folder_ / "go_on") {
    interleave::explain_stall(unless);
    relay_ = std::jthread([this] {
      begun_.take();
      interleave::explain_stall("");
      go_on_.give();
    });
  }
  ~Hold() { begun_.give(); }  // for the relay, if it has never been begun
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

  std::string first_task() const { return "wait " + (folder_ / "go_on") + " held"; }
  std::string awaited_task() const { return "sign " + (folder_ / "begun") + " last"; }

 private:
  TemporaryFolder folder_;
  Signs begun_;
  Signs go_on_;
  std::jthread relay_;
};

TEST(ReplaceDeadWorkersConcurrent, AFreeWorkerGetsTheNextTask) {
  const Hold hold(
      "unbalanced: one of two workers holds its answer to the first of 9 tasks until the second is "
      "begun, and waits for ever: nobody begins it, although the other worker has nothing to do. "
      "The contract: tasks are handed out in their order, each when a worker is free.");
  const Log log;
  Lines tasks(9, "say x");  // so many that a share of them has more than one
  tasks.at(0) = hold.first_task();
  tasks.at(1) = hold.awaited_task();
  Results expected(9, "x");
  expected.at(0) = "held";
  expected.at(1) = "last";
  expect_equal(replace_dead_workers(log.program(), 2, tasks), expected, "the results");
}

TEST(ReplaceDeadWorkersConcurrent, ADeathTouchesNoOtherWorker) {
  const Hold hold(
      "unbalanced: one of two workers holds its answer until the last task is begun, and waits for "
      "ever: since the other worker has died, nobody begins it. The contract: a death touches no "
      "other worker; the dead one is replaced while they keep their tasks.");
  const Log log;
  expect_equal(
      replace_dead_workers(log.program(), 2, {hold.first_task(), kKillsMany, hold.awaited_task()}),
      Results{"held", std::nullopt, "last"},
      "the results, when one worker holds its answer until the last task is begun, and others die "
      "meanwhile");
  log.expect_begun(hold.first_task(), 1, "a death touches no other worker: they keep their tasks.");
}

}  // namespace
