#include "process/process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <thread>

#include "fixture.hpp"

namespace {

using interleave::ProcessRequest;
using interleave::ProcessResult;
using interleave::run_process;
using interleave::testing_tools::Fixture;
using End = ProcessResult::End;

ProcessRequest shell(const std::string& script) {
  ProcessRequest request;
  request.arguments = {"sh", "-c", script};
  return request;
}

TEST(Process, TellsExitCode9FromDeathBySignal9) {
  const ProcessResult exited = run_process(shell("exit 9"));
  EXPECT_EQ(exited.end, End::kExited);
  EXPECT_EQ(exited.code, 9);
  const ProcessResult killed = run_process(shell("kill -9 $$"));
  EXPECT_EQ(killed.end, End::kSignalled);
  EXPECT_EQ(killed.code, 9);
  EXPECT_FALSE(exited.succeeded() || killed.succeeded());
}

TEST(Process, KeepsOutputAndErrorsInTheOrderOfWriting) {
  EXPECT_EQ(run_process(shell("echo one; echo two >&2; echo three")).output, "one\ntwo\nthree\n");
}

TEST(Process, KeepsEventsApartFromOutput) {
  ProcessRequest request = shell("echo words; echo event >&$INTERLEAVE_EVENTS_FD");
  request.events = true;
  const ProcessResult result = run_process(request);
  EXPECT_EQ(result.output, "words\n");
  EXPECT_EQ(result.events, "event\n");
}

TEST(Process, RunsInTheDirectoryThatItIsGiven) {
  const Fixture fixture;
  ProcessRequest request = shell("pwd -P");
  request.directory = fixture.root();
  EXPECT_EQ(run_process(request).output, fixture.root().string() + '\n');
}

TEST(Process, InADirectoryThatDoesNotExistIsNotStarted) {
  ProcessRequest request = shell("echo never");
  request.directory = "/no such directory";
  EXPECT_EQ(run_process(request).end, End::kNotStarted);
}

TEST(Process, AddsReplacesAndRemovesEnvironmentVariables) {
  setenv("INTERLEAVE_KEPT", "kept", 1);
  setenv("INTERLEAVE_REMOVED", "removed", 1);
  setenv("INTERLEAVE_REPLACED", "old", 1);
  ProcessRequest request = shell(
      "echo ${INTERLEAVE_KEPT-none} ${INTERLEAVE_REMOVED-none} $INTERLEAVE_REPLACED "
      "$INTERLEAVE_ADDED");
  request.environment = {{"INTERLEAVE_REMOVED", std::nullopt},
                         {"INTERLEAVE_REPLACED", "new"},
                         {"INTERLEAVE_ADDED", "a = b"}};
  EXPECT_EQ(run_process(request).output, "kept none new a = b\n");
}

TEST(Process, ThatDoesNotExistIsNotStartedAndNamed) {
  for (const char* program : {"no-such-program-anywhere", "/no/such/program", "/etc/passwd"}) {
    ProcessRequest request;
    request.arguments = {program};
    const ProcessResult result = run_process(request);
    EXPECT_EQ(result.end, End::kNotStarted);
    EXPECT_NE(result.output.find(program), std::string::npos) << result.output;
  }
}

TEST(Process, GetsNoInputAndNoneOfOurDescriptors) {
  const int ours = dup2(open("/dev/null", O_RDONLY), 57);
  ProcessRequest request =
      shell("cat; for fd in 3 4 5 6 7 8 9 57; do [ -e /proc/$$/fd/$fd ] && echo $fd; done");
  EXPECT_EQ(run_process(request).output, "");
  request.events = true;
  EXPECT_EQ(run_process(request).output, "3\n");
  close(ours);
}

TEST(Process, ThatEndsDoesNotWaitForOthersThatStartedAtTheSameTime) {
  // Each child can end only when the one before it has closed its output: a leaked end would make
  // them wait for each other until the time limit.
  constexpr int kRuns = 16;
  std::vector<ProcessResult> results(kRuns);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kRuns; ++i) {
      threads.emplace_back([&results, i] {
        for (int again = 0; again < 10; ++again) {
          ProcessRequest request = shell(i == 0 ? "exec tail -f /dev/null" : "echo done");
          // The first one outlives all others, and would hold what it has inherited.
          if (i == 0) request.limits.wall = std::chrono::milliseconds(200);
          request.events = true;
          results[static_cast<std::size_t>(i)] = run_process(request);
        }
      });
    }
  }
  EXPECT_EQ(results[0].end, End::kTimeLimit);
  for (int i = 1; i < kRuns; ++i) {
    EXPECT_TRUE(results[static_cast<std::size_t>(i)].succeeded());
    EXPECT_EQ(results[static_cast<std::size_t>(i)].output, "done\n");
  }
}

TEST(Process, EndsWithItsOutputEvenWhileAnotherRunGoesOn) {
  // The long child starts first and ends only when the test says so, after the short one's return.
  const Fixture fixture;
  ProcessRequest lasting = shell("echo up > up; until [ -e end ]; do sleep 0.01; done; echo bye");
  lasting.directory = fixture.root();
  std::string lasting_output;
  std::jthread other([&] { lasting_output = run_process(lasting).output; });
  interleave::testing_tools::wait_until(
      [&] { return std::filesystem::exists(fixture.root() / "up"); });
  for (int run = 0; run < 20; ++run) EXPECT_EQ(run_process(shell("echo hi")).output, "hi\n");
  fixture.write("end", "");
  other.join();
  EXPECT_EQ(lasting_output, "bye\n");
}

TEST(FindProgram, LooksInPathAndAtPaths) {
  EXPECT_TRUE(interleave::find_program("sh"));
  EXPECT_TRUE(interleave::find_program("/bin/sh"));
  EXPECT_FALSE(interleave::find_program("no-such-program-anywhere"));
}

}  // namespace
