#include "process_pool.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "process/child_process.hpp"
#include "process/proc.hpp"
#include "support/between_processes.hpp"
#include "support/child_programs.hpp"
#include "support/expect.hpp"
#include "support/process_table.hpp"
#include "support/temporary_folder.hpp"
#include "support/watch.hpp"

namespace {

using interleave::child_command;
using interleave::ChildEntry;
using interleave::ChildProcess;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::ProcessRendezvous;
using interleave::Signs;
using interleave::TemporaryFolder;
using Lines = std::vector<std::string>;

/// More than a pipe holds.
constexpr std::size_t kLong = 300'000;

Lines worker_program(const std::string& log = "") {
  Lines program = {interleave::child_program("pool_worker")};
  if (!log.empty()) program.push_back(log);
  return program;
}

Lines lines_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  Lines lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Has one worker hold its answer until others have begun their tasks.
class Hold {
 public:
  /// `unless`: what a stall means before `count` tasks of `sign` have been begun.
  Hold(int count, const char* unless)
      : count_(count), begun_(folder_ / "begun"), go_on_(folder_ / "go_on") {
    interleave::explain_stall(unless);
    relay_ = std::jthread([this] {
      begun_.take(count_);
      interleave::explain_stall("");
      go_on_.give();
    });
  }
  ~Hold() { begun_.give(count_); }  // for the relay, if they have never been begun
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

  std::string wait(const std::string& word) const {
    return "wait " + (folder_ / "go_on") + ' ' + word;
  }
  std::string sign(const std::string& word) const {
    return "sign " + (folder_ / "begun") + ' ' + word;
  }

 private:
  TemporaryFolder folder_;
  int count_;
  Signs begun_;
  Signs go_on_;
  std::jthread relay_;
};

/// What has come of a call: its kind of exception, or "an answer".
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
  return "an answer";
}

bool has_children() { return waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD; }

TEST(ProcessPool, AnswersComeInTheOrderOfTheTasks) {
  const Hold hold(
      1,
      "unbalanced: one of two workers holds its answer to the first of 4 tasks until the last one "
      "is begun, and waits for ever: the other worker is not given all the others. The contract: a "
      "task waits only while all workers are at work.");
  const Lines answers =
      process_pool(worker_program(), 2, {hold.wait("a"), "say b", "say c", hold.sign("d")});
  expect_equal(answers, Lines{"a", "b", "c", "d"},
               "the answers, when the worker with the first task waits for the last one",
               "answer i is the one to tasks[i], whenever it was given.");
}

TEST(ProcessPool, StartsNoMoreProcessesThanWorkers) {
  const Lines answers = process_pool(worker_program(), 2, Lines(6, "number"));
  expect_equal(answers.size(), 6U, "the number of answers to 6 tasks");
  const std::set<std::string> processes(answers.begin(), answers.end());
  expect_that(processes.size() <= 2,
              "6 tasks were answered by " + std::to_string(processes.size()) +
                  " processes, for workers = 2. The contract: at most `workers` workers are "
                  "started in all; a worker answers one task after another.");
}

TEST(ProcessPool, StartsNoMoreWorkersThanThereAreTasks) {
  const TemporaryFolder folder;
  process_pool(worker_program(folder / "log"), 5, {"say a", "say b"});
  const Lines log = lines_of(folder / "log");
  expect_that(std::count(log.begin(), log.end(), "start") <= 2,
              "more than 2 processes were started for 2 tasks, with workers = 5. The contract: "
              "at most as many workers are started as there are tasks.");
}

TEST(ProcessPool, OneWorkerAnswersAll) {
  const TemporaryFolder folder;
  const Lines answers =
      process_pool(worker_program(folder / "log"), 1, {"say a", "say b", "say c"});
  expect_equal(answers, Lines{"a", "b", "c"}, "the answers of a single worker");
  expect_equal(lines_of(folder / "log"),
               Lines{"start", "begin say a", "begin say b", "begin say c", "end"},
               "what a single worker did", "tasks are handed out in their order.");
}

TEST(ProcessPool, ALongAnswerIsWhole) {
  const Lines answers = process_pool(worker_program(), 2, {"bytes 300000", "say short"});
  expect_equal(answers.size(), 2U, "the number of answers");
  expect_equal(answers.at(0).size(), kLong, "the length of an answer of 300,000 bytes",
               "answers are of any length; they end at the end of the line.");
  expect_equal(answers.at(1).substr(0, 10), "short", "how the answer to the other task begins");
}

TEST(ProcessPool, AWorkerMayAnswerWhileItReads) {
  const std::string task(kLong, 'x');
  const Lines answers = process_pool(child_command({"copy"}), 2, {task, "short", task});
  expect_that(answers == Lines{task, "short", task},
              "the answers of a worker that copies what it reads are not its tasks. The contract: "
              "tasks and answers are of any length.");
}

TEST(ProcessPool, AnEmptyLineIsATaskAndAnAnswerAndSpacesBelongToThem) {
  const Lines tasks{"", " a ", "b\r", ""};
  expect_equal(process_pool(child_command({"copy"}), 1, tasks), tasks,
               "the answers of a worker that copies what it reads");
}

TEST(ProcessPool, LetsItsWorkersEndByThemselves) {
  const TemporaryFolder folder;
  process_pool(worker_program(folder / "log"), 2, {"say a", "say b", "say c"});
  const Lines log = lines_of(folder / "log");
  expect_equal(std::count(log.begin(), log.end(), "end"),
               std::count(log.begin(), log.end(), "start"),
               "how many of the workers saw the end of their input",
               "the workers' input is closed and they are waited for, so that they end by "
               "themselves.");
}

TEST(ProcessPool, WithoutTasksNothingIsStarted) {
  expect_equal(process_pool({"/no/such/program"}, 2, {}), Lines{}, "the answers to no tasks",
               "without tasks nothing is started, and there is no answer.");
}

TEST(ProcessPool, RefusesWrongArgumentsBeforeItStartsAnything) {
  const TemporaryFolder folder;
  const Lines program = worker_program(folder / "log");
  const auto expect_refused = [](const std::string& what, const std::function<void()>& call) {
    expect_equal(outcome_of(call), "std::invalid_argument", "what came of a call with " + what);
  };
  expect_refused("workers = 0", [&] { process_pool(program, 0, {"say a"}); });
  expect_refused("workers = -1 and no tasks", [&] { process_pool(program, -1, {}); });
  expect_refused("an empty program", [&] { process_pool({}, 1, {"say a"}); });
  expect_refused("an empty program and no tasks", [&] { process_pool({}, 1, {}); });
  expect_refused("a line break in its last task", [&] {
    process_pool(program, 2, {"say a", "say b\nsay c"});
  });
  expect_refused("a line break at the end of its only task",
                 [&] { process_pool(program, 2, {"say a\n"}); });
  expect_equal(lines_of(folder / "log"), Lines{}, "what the workers of these calls did",
               "std::invalid_argument before anything is started.");
}

TEST(ProcessPool, AProgramThatDoesNotExistIsASystemError) {
  expect_equal(outcome_of([] {
                 process_pool({"/no/such/program"}, 2, {"a", "b", "c"});
               }),
               "std::system_error", "what came of a program that does not exist");
}

/// Waits until, in some looks on end, none of our descendants and none of their threads has come or
/// gone, and each of them was asleep in more than half of these looks: be it until another one
/// wakes it or, now and then, to look itself. Or until `child` has ended.
void wait_for_standstill(pid_t child) {
  constexpr int kLooks = 25;
  struct Times {
    int seen = 0;
    int asleep = 0;
  };
  const auto stands_still = [](const auto& thread) {
    return thread.second.seen == kLooks && thread.second.asleep > kLooks / 2;
  };
  std::map<pid_t, Times> threads;
  do {
    threads.clear();
    for (int look = 0; look < kLooks; ++look) {
      for (const interleave::ProcessStat& process : interleave::descendants()) {
        if (process.process == child && process.state == 'Z') return;
        for (const pid_t thread : interleave::threads_of(process.process)) {
          ++threads[thread].seen;
          if (interleave::sample_task(process.process, thread).state == 'S') {
            ++threads[thread].asleep;
          }
        }
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(8));
    }
  } while (!std::all_of(threads.begin(), threads.end(), stands_still));
}

constexpr int kMoreThanCanBeStarted = 16;

// In a process of its own, which has descriptors for some workers only, whatever one of them needs,
// and not for all, if each needs but one.
//   FIFO
const ChildEntry with_few_descriptors("with_few_descriptors", [](const Lines& arguments) {
  const std::string& fifo = arguments.at(0);
  const std::vector<pid_t> open = interleave::numbers_in("/proc/self/fd");
  rlim_t most = 0;
  for (int left = kMoreThanCanBeStarted - 4; left > 0; ++most) {
    if (!std::binary_search(open.begin(), open.end(), static_cast<pid_t>(most))) --left;
  }
  const rlimit few{most, most};
  setrlimit(RLIMIT_NOFILE, &few);
  const std::string outcome = outcome_of([&] {
    const Lines tasks(kMoreThanCanBeStarted, "wait " + fifo + " a");
    process_pool(worker_program(), kMoreThanCanBeStarted, tasks);
  });
  if (outcome != "std::system_error") return 1;
  return has_children() ? 2 : 0;
});

// The workers hold their answers until nothing else moves any more: all that could be started has
// been.
TEST(ProcessPool, WhenAWorkerCannotBeStartedTheOthersEnd) {
  const TemporaryFolder folder;
  const Signs go_on(folder / "go_on");
  ChildProcess child(with_few_descriptors.command({folder / "go_on"}));
  wait_for_standstill(child.id());
  go_on.give(kMoreThanCanBeStarted);
  const interleave::ExitStatus status = child.wait();
  const std::string who = "a process that may open few descriptors, and asks for " +
                          std::to_string(kMoreThanCanBeStarted) + " workers, ";
  expect_that(!status.signalled,
              "crash: " + who + "was ended by signal " + std::to_string(status.code) + ".");
  expect_that(status != interleave::ExitStatus{false, 1},
              who +
                  "got no std::system_error. The contract: std::system_error if a worker cannot "
                  "be started.");
  expect_that(status != interleave::ExitStatus{false, 2},
              "process left behind: " + who +
                  "got an exception, and some workers were still there. The contract: no worker is "
                  "left when an exception is thrown, neither running nor as a zombie.");
  expect_that(status.code <= 2, who + "ended with code " + std::to_string(status.code) + ".");
}

TEST(ProcessPool, AWorkerThatEndsBeforeItHasAnsweredIsAnError) {
  expect_equal(outcome_of([] {
                 process_pool(worker_program(), 2, {"say a", "die", "say b", "say c"});
               }),
               "std::runtime_error", "what came of a worker that was killed during its task",
               "std::runtime_error if a worker ends before it has answered its task.");
}

TEST(ProcessPool, AWorkerThatEndsBeforeItHasReadItsTaskIsAnError) {
  expect_equal(outcome_of([] {
                 process_pool(child_command({"exit", "0"}), 1, {std::string(kLong, 'x')});
               }),
               "std::runtime_error", "what came of a worker that ended without reading its task",
               "std::runtime_error if a worker ends before it has answered its task.");
}

TEST(ProcessPool, PartOfALineIsNoAnswer) {
  expect_equal(outcome_of([] {
                 process_pool(worker_program(), 2, {"say a", "half an-ans"});
               }),
               "std::runtime_error",
               "what came of a worker that was killed when it had printed half of its answer",
               "std::runtime_error if a worker ends before it has answered with a whole line.");
}

TEST(ProcessPoolConcurrent, AllWorkersAreAtWorkAtOnce) {
  const ProcessRendezvous meeting(3);
  const Lines answers = process_pool(worker_program(), 3, Lines(3, "meet " + meeting.folder()));
  expect_equal(answers, Lines(3, "met"), "the answers of three workers that wait for each other");
}

TEST(ProcessPoolConcurrent, AFreeWorkerGetsTheNextTask) {
  const Hold hold(
      8,
      "unbalanced: a worker holds its answer to the first of 9 tasks until all of them have been "
      "begun, and waits for ever: some are not, although the other worker has nothing to do. The "
      "contract: a task waits only while all workers are at work.");
  Lines tasks(9, hold.sign("other"));  // so many that a share of them has more than one
  tasks.front() = hold.wait("first");
  Lines expected(9, "other");
  expected.front() = "first";
  expect_equal(process_pool(worker_program(), 2, tasks), expected, "the answers");
}

}  // namespace
