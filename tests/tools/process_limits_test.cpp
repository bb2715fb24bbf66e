// What a child and its descendants may use, and that none of them outlives the run.

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "fixture.hpp"
#include "process/process.hpp"
#include "process/process_tree.hpp"

namespace {

using interleave::ProcessRequest;
using interleave::ProcessResult;
using interleave::ProcessTree;
using interleave::run_process;
using interleave::testing_tools::Fixture;
using interleave::testing_tools::processes_below;
using interleave::testing_tools::RunningProgram;
using interleave::testing_tools::wait_until;
using End = ProcessResult::End;
using std::chrono::milliseconds;

ProcessRequest shell(const std::string& script) {
  ProcessRequest request;
  request.arguments = {"sh", "-c", script};
  return request;
}

TEST(Limits, OfOutputEndTheChildAndKeepWhatFits) {
  ProcessRequest request = shell("yes");
  request.limits.output_bytes = 1000;
  const ProcessResult result = run_process(request);
  EXPECT_EQ(result.end, End::kOutputLimit);
  EXPECT_EQ(result.output.size(), 1000U);
}

TEST(Limits, OfOutputHoldForWhatIsInThePipeWhenTheChildEnds) {
  ProcessRequest request = shell("echo 1234567890");
  request.limits.output_bytes = 10;
  EXPECT_EQ(run_process(request).end, End::kOutputLimit);
  request.limits.output_bytes = 11;
  EXPECT_TRUE(run_process(request).succeeded());
}

TEST(Limits, OfEventsAreTheirOwn) {
  ProcessRequest request = shell("yes >&3");
  request.events = true;
  request.limits.output_bytes = 10;
  request.limits.events_bytes = 1000;
  const ProcessResult result = run_process(request);
  EXPECT_EQ(result.end, End::kOutputLimit);
  EXPECT_EQ(result.events.size(), 1000U);
}

TEST(Limits, OfOutputLeaveRoomForTheEventsThatCameBefore) {
  ProcessRequest request = shell("echo event >&3; yes");
  request.events = true;
  request.limits.output_bytes = 1000;
  const ProcessResult result = run_process(request);
  EXPECT_EQ(result.end, End::kOutputLimit);
  EXPECT_EQ(result.events, "event\n");
}

TEST(Limits, OfTimeEndAChildThatWaitsAndOneThatIgnoresSignals) {
  for (const char* script :
       {"exec tail -f /dev/null", "trap '' TERM INT HUP; while :; do :; done"}) {
    ProcessRequest request = shell(script);
    request.limits.wall = milliseconds(100);
    EXPECT_EQ(run_process(request).end, End::kTimeLimit);
  }
}

TEST(Limits, OfIdleTimeEndAChildThatWaits) {
  ProcessRequest request = shell("exec tail -f /dev/null");
  request.limits.idle = milliseconds(100);
  EXPECT_EQ(run_process(request).end, End::kTimeLimit);
}

TEST(Limits, OfProcessorTimeEndAChildThatComputes) {
  ProcessRequest request = shell("sh -c 'while :; do :; done'");
  request.limits.processor_time = milliseconds(100);
  EXPECT_EQ(run_process(request).end, End::kTimeLimit);
}

TEST(Limits, OfMemoryEndTheChild) {
  // The shell keeps the whole of a line in memory.
  ProcessRequest request =
      shell("x=$(head -c 100000000 /dev/zero | tr '\\0' x); while :; do :; done");
  request.limits.memory_bytes = std::size_t{32} << 20;
  const ProcessResult result = run_process(request);
  EXPECT_EQ(result.end, End::kMemoryLimit);
  EXPECT_GT(result.peak_memory_bytes, request.limits.memory_bytes);
}

TEST(Limits, OfProcessesEndAllOfThem) {
  const Fixture fixture;
  ProcessRequest request = shell("for i in 1 2 3 4 5 6; do tail -f /dev/null & done; wait");
  request.directory = fixture.root();
  request.limits.processes = 4;
  EXPECT_EQ(run_process(request).end, End::kProcessLimit);
  fixture.expect_nothing_left_behind();
}

TEST(Limits, OfFileSizeHold) {
  const Fixture fixture;
  ProcessRequest request = shell("exec head -c 100000 /dev/zero > big");
  request.directory = fixture.root();
  request.limits.file_bytes = 1000;
  const ProcessResult result = run_process(request);
  EXPECT_EQ(result.end, End::kSignalled);
  EXPECT_EQ(result.code, SIGXFSZ);
  EXPECT_EQ(std::filesystem::file_size(fixture.root() / "big"), 1000U);
}

TEST(LeftBehind, CountsAndKillsDescendants) {
  const Fixture fixture;
  ProcessRequest request = shell("tail -f /dev/null & tail -f /dev/null & exit 3");
  request.directory = fixture.root();
  const ProcessResult result = run_process(request);
  EXPECT_EQ(result.end, End::kExited);
  EXPECT_EQ(result.code, 3);
  EXPECT_EQ(result.left_behind, 2);
  fixture.expect_nothing_left_behind();
}

TEST(LeftBehind, ADaemonInASessionOfItsOwnIsKilled) {
  const Fixture fixture;
  ProcessRequest request = shell(
      // It runs no other program: in the middle of that the kernel does not tell its environment.
      "mkfifo pipe; (setsid sh -c 'echo up > up; read never < pipe' > /dev/null 2>&1 &); "
      "until [ -e up ]; do :; done");
  request.directory = fixture.root();
  EXPECT_EQ(run_process(request).left_behind, 1);
  fixture.expect_nothing_left_behind();
}

TEST(LeftBehind, ADaemonThatDropsItsEnvironmentIsFoundBelowItsRoot) {
  const Fixture fixture;
  ProcessRequest request = shell("(setsid env -i tail -f /dev/null &); while :; do :; done");
  request.directory = fixture.root();
  request.limits.wall = milliseconds(300);
  EXPECT_EQ(run_process(request).end, End::kTimeLimit);
  fixture.expect_nothing_left_behind();
}

TEST(LeftBehind, OneThatGetsAwayWithTheOutputDoesNotHoldTheRunUp) {
  // It may be found or not; the run ends all the same.
  const Fixture fixture;
  ProcessRequest request = shell("(setsid env -i tail -f /dev/null &); echo said");
  request.directory = fixture.root();
  const ProcessResult result = run_process(request);
  EXPECT_EQ(result.end, End::kExited);
  EXPECT_EQ(result.output, "said\n");
  for (const pid_t process : processes_below(fixture.root().parent_path())) {
    kill(process, SIGKILL);
  }
}

TEST(LeftBehind, NothingIsWhatAChildThatWaitsForItsChildrenLeaves) {
  EXPECT_EQ(run_process(shell("true & true & wait; (true)")).left_behind, 0);
}

TEST(ProcessTree, SeesAndKillsAllButReapsNotTheRoot) {
  const Fixture fixture;
  setenv("INTERLEAVE_TREE", "1", 1);
  RunningProgram root({"setsid", "sh", "-c", "tail -f /dev/null & echo up; wait"}, fixture.root());
  unsetenv("INTERLEAVE_TREE");
  wait_until([&] { return root.output() == "up\n"; });
  ProcessTree tree(root.process(), "INTERLEAVE_TREE=1");
  const ProcessTree::Usage usage = tree.look();
  EXPECT_EQ(usage.processes, 2);
  EXPECT_EQ(usage.threads, 2);
  EXPECT_GT(usage.memory_bytes, 0U);
  EXPECT_EQ(tree.kill_all(), 1);
  EXPECT_EQ(tree.look().processes, 0);
  EXPECT_EQ(root.wait().code, -SIGKILL);
  fixture.expect_nothing_left_behind();
}

TEST(ProcessTree, LeavesOtherChildrenAlone) {
  const Fixture fixture;
  RunningProgram other({"sh", "-c", "echo up; exec tail -f /dev/null"}, fixture.root());
  wait_until([&] { return other.output() == "up\n"; });
  run_process(shell("tail -f /dev/null & exit 0"));
  EXPECT_EQ(kill(other.process(), 0), 0);
}

}  // namespace
