#include "isolate_faults.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/child_programs.hpp"
#include "support/expect.hpp"
#include "support/temporary_folder.hpp"
#include "support/watch.hpp"

namespace {

using interleave::child_command;
using interleave::child_program;
using interleave::expect_equal;
using interleave::fail;
using interleave::ProcessRendezvous;
using interleave::TemporaryFolder;
using End = JobReport::End;

using Job = std::vector<std::string>;

/// More than a job of these tests is allowed, or takes to succeed.
constexpr int kMany = 5;

/// Ends by `signal` the first `times`, then does what `child` is told; `file` counts how often it
/// was started.
Job falters(const std::string& file, int times, int signal,
            const std::vector<std::string>& then = {"exit", "0"}) {
  Job job = {child_program("falters"), file, std::to_string(times), std::to_string(signal)};
  const Job child = child_command(then);
  job.insert(job.end(), child.begin(), child.end());
  return job;
}

std::string words(const JobReport& report) {
  switch (report.end) {
    case End::kSucceeded:
      return report.number == 0 ? "succeeded" : "succeeded, " + std::to_string(report.number);
    case End::kExitCode:
      return "exit code " + std::to_string(report.number);
    case End::kSignal:
      return "signal " + std::to_string(report.number);
    case End::kNotStarted:
      return "not started, errno " + std::to_string(report.number);
  }
  return "an end that the contract does not know";
}

/// Runs the jobs; fails the test, and throws, unless there is a report for each.
std::vector<JobReport> run(const std::vector<Job>& jobs, int attempts) {
  std::vector<JobReport> reports = isolate_faults(jobs, attempts);
  expect_equal(reports.size(), jobs.size(), "the number of reports",
               "isolate_faults reports in the order of the jobs what came of them.");
  reports.resize(jobs.size());
  return reports;
}

void expect_end(const JobReport& report, const std::string& end, const std::string& job) {
  expect_equal(words(report), end, "the end of " + job);
}

TEST(IsolateFaults, NamesTheFailureOfEachJob) {
  const TemporaryFolder folder;
  const std::vector<JobReport> reports =
      run({child_command({"exit", "3"}), child_command({"say", "well"}),
           falters(folder / "c", kMany, SIGTERM), falters(folder / "d", kMany, SIGABRT),
           falters(folder / "e", kMany, SIGSEGV), child_command({"leak", "200000000"})},
          1);
  expect_end(reports[0], "exit code 3", "a job that exits with code 3");
  expect_end(reports[1], "succeeded", "a job that ends well");
  expect_equal(reports[1].output, std::string("well\n"), "the output of a job that ends well");
  expect_end(reports[2], "signal 15", "a job that is ended by SIGTERM");
  expect_end(reports[3], "signal 6", "a job that aborts");
  expect_end(reports[4], "signal 11", "a job that crashes");
  expect_end(reports[5], "succeeded", "a job that frees nothing");
}

TEST(IsolateFaults, ReportsWhatCannotBeStarted) {
  const TemporaryFolder folder;
  const std::vector<JobReport> reports = run(
      {{"/no/such/program"}, {folder.write("text", "no program")}, {}, child_command({"say", "a"})},
      3);
  expect_end(reports[0], "not started, errno " + std::to_string(ENOENT),
             "a program that does not exist");
  expect_end(reports[1], "not started, errno " + std::to_string(EACCES),
             "a file that may not be executed");
  expect_end(reports[2], "not started, errno " + std::to_string(EINVAL), "a command without words");
  expect_end(reports[3], "succeeded", "the job behind those that cannot be started");
  for (std::size_t job = 0; job < 3; ++job) {
    expect_equal(
        reports[job].attempts, 0,
        "the number of children for job " + std::to_string(job) + ", which cannot be started");
  }
}

TEST(IsolateFaults, KeepsAllThatTheOthersHavePrinted) {
  constexpr std::size_t kBytes = 200'000;
  const TemporaryFolder folder;
  const std::vector<JobReport> reports =
      run({falters(folder / "a", kMany, SIGSEGV), child_command({"print", std::to_string(kBytes)}),
           falters(folder / "c", kMany, SIGABRT), child_command({"print", std::to_string(kBytes)})},
          2);
  for (const std::size_t job : {1U, 3U}) {
    expect_end(reports[job], "succeeded", "job " + std::to_string(job) + ", which prints much");
    expect_equal(reports[job].output.size(), kBytes,
                 "the number of bytes that job " + std::to_string(job) + " has printed");
  }
}

TEST(IsolateFaults, AChildThatDiesIsReplaced) {
  const TemporaryFolder folder;
  const JobReport report = run({falters(folder / "starts", 2, SIGSEGV)}, kMany).front();
  expect_end(report, "succeeded", "a job whose first two children crash");
  expect_equal(report.attempts, 3, "the attempts that are reported for it");
  expect_equal(folder.read("starts").size(), 3U, "how often it was really started");
}

TEST(IsolateFaults, AJobWhoseProgramIsGoneHasHadItsChildren) {
  const TemporaryFolder folder;
  const std::string shell = folder / "shell";
  std::filesystem::create_symlink("/bin/sh", shell);
  const JobReport report = run({{shell, "-c", "rm \"$0\"; kill -KILL $$", shell}}, 3).front();
  const std::string job = "a job whose first child removes its program, and is ended by SIGKILL";
  expect_end(report, "not started, errno " + std::to_string(ENOENT), job);
  expect_equal(report.attempts, 1, "the attempts that are reported for " + job,
               "how many children were started.");
}

TEST(IsolateFaults, TheOutputIsThatOfTheLastChildAlone) {
  const TemporaryFolder folder;
  const std::vector<JobReport> reports =
      run({falters(folder / "a", 2, SIGABRT), falters(folder / "b", kMany, SIGABRT)}, 3);
  expect_equal(reports[0].output, std::string("start 3\n"),
               "the output of a job that succeeds in its third attempt",
               "all that the last child has printed.");
  expect_equal(reports[1].output, std::string("start 3\n"),
               "the output of a job that also fails in its third and last attempt",
               "all that the last child has printed, also if it failed.");
}

TEST(IsolateFaults, NoMoreAttemptsThanAllowed) {
  const TemporaryFolder folder;
  const std::vector<JobReport> reports =
      run({falters(folder / "a", kMany, SIGKILL), falters(folder / "b", kMany, SIGSEGV)}, 3);
  for (const JobReport& report : reports) {
    expect_equal(report.attempts, 3, "the attempts that are reported for a job that always dies");
  }
  expect_end(reports[0], "signal 9", "a job that is always ended by SIGKILL");
  expect_end(reports[1], "signal 11", "a job that always crashes");
  expect_equal(folder.read("a").size(), 3U, "how often a job that always dies was started",
               "until `attempts` children have been started for the job.");
}

TEST(IsolateFaults, OneAttemptIsOne) {
  const TemporaryFolder folder;
  const JobReport report = run({falters(folder / "starts", 1, SIGKILL)}, 1).front();
  expect_end(report, "signal 9", "a job whose only attempt is ended by SIGKILL");
  expect_equal(folder.read("starts").size(), 1U, "how often it was started");
}

TEST(IsolateFaults, AnExitCodeIsAnAnswerAndIsNotAskedForAgain) {
  const TemporaryFolder folder;
  const auto expect_answer = [&](int code) {
    const std::string file = "starts" + std::to_string(code);
    const JobReport report =
        run({falters(folder / file, 0, 0, {"exit", std::to_string(code)})}, 3).front();
    const std::string job = "a job that exits with code " + std::to_string(code);
    expect_end(report, "exit code " + std::to_string(code), job);
    expect_equal(report.attempts, 1, "the attempts that are reported for " + job);
    expect_equal(report.output, std::string("start 1\n"), "the output of " + job,
                 "all that the last child has printed, also if it failed.");
    expect_equal(folder.read(file).size(), 1U, "how often " + job + " was started",
                 "an exit code is a child's own answer, and it would give the same one again.");
  };
  expect_answer(1);
  expect_answer(9);    // as SIGKILL
  expect_answer(11);   // as SIGSEGV
  expect_answer(137);  // as a shell tells of SIGKILL
}

TEST(IsolateFaults, RefusesLessThanOneAttempt) {
  const TemporaryFolder folder;
  const auto expect_refused = [](const std::vector<Job>& jobs, int attempts) {
    try {
      isolate_faults(jobs, attempts);
      fail("nothing was thrown for " + std::to_string(attempts) + " attempts and " +
           std::to_string(jobs.size()) +
           " jobs. The contract: std::invalid_argument if `attempts` is less than 1.");
    } catch (const std::invalid_argument&) {
    }
  };
  for (const int attempts : {0, -1}) {
    expect_refused({falters(folder / "starts", 0, 0)}, attempts);
    expect_refused({}, attempts);
  }
  expect_equal(folder.read("starts").size(), 0U, "how often the job was started with no attempts",
               "nothing is started then.");
}

TEST(IsolateFaults, WithoutJobsNothingHappens) {
  expect_equal(isolate_faults({}, 2).size(), 0U, "the number of reports for no jobs");
}

TEST(IsolateFaultsConcurrent, AllJobsAreUnderWayAtOnce) {
  ProcessRendezvous meeting(9);
  const Job meet = child_command({"meet", meeting.folder(), "met"});
  for (const JobReport& report : run(std::vector<Job>(9, meet), 1)) {
    expect_end(report, "succeeded", "a job that meets the others");
    expect_equal(report.output, std::string("met\n"), "the output of a job that meets the others");
  }
}

TEST(IsolateFaultsConcurrent, ReportsInTheOrderOfTheJobs) {
  interleave::explain_stall(
      "serial: the first job ends when the second one has, and that was never started.");
  const TemporaryFolder folder;
  const std::string fifo = folder.make_fifo("fifo");
  const std::vector<JobReport> reports = run(
      {{child_program("ends"), "last", "4", fifo}, {child_program("ends"), "first", "5", fifo}}, 1);
  expect_end(reports[0], "exit code 4", "the first job, which ends when the second one has");
  expect_end(reports[1], "exit code 5", "the second job, which ends first");
}

// What has died is to be replaced while others run, in whatever order they stand.
TEST(IsolateFaultsConcurrent, AChildThatDiesIsReplacedAtOnce) {
  const TemporaryFolder folder;
  ProcessRendezvous meeting(3);
  const Job meet = child_command({"meet", meeting.folder(), "met"});
  const std::vector<JobReport> reports =
      run({meet, falters(folder / "starts", 1, SIGKILL, {"meet", meeting.folder()}), meet}, 2);
  for (const JobReport& report : reports) {
    expect_end(report, "succeeded", "a job that meets the others, one of them in a second attempt");
  }
}

TEST(IsolateFaultsConcurrent, NoJobWaitsUntilAnotherHasBeenRead) {
  ProcessRendezvous meeting(2);
  const Job print_and_meet = child_command({"print", "200000", meeting.folder()});
  for (const JobReport& report : run({print_and_meet, print_and_meet}, 1)) {
    expect_end(report, "succeeded", "a job that prints much, then meets the other one");
    expect_equal(report.output.size(), 200'000U, "the number of bytes that it has printed");
  }
}

}  // namespace
