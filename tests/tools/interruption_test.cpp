// A check that is interrupted, or killed, at any moment.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <memory>

#include "fixture.hpp"
#include "judge/files.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::FileLock;
using interleave::testing_tools::built_fixture;
using interleave::testing_tools::Ended;
using interleave::testing_tools::Fixture;
using interleave::testing_tools::processes_below;
using interleave::testing_tools::RunningProgram;
using interleave::testing_tools::wait_until;

void expect_interrupted(RunningProgram& check, const Fixture& fixture) {
  const Ended ended = check.wait();
  EXPECT_EQ(ended.code, 130);
  EXPECT_EQ(ended.errors, "interrupted\n");
  EXPECT_EQ(ended.output, "");
  EXPECT_FALSE(fs::exists(fixture.root() / ".interleave/progress.json"));
  fixture.expect_nothing_left_behind();
}

/// True once a grader runs, of which there are three.
bool grader_runs(const Fixture& fixture) {
  for (const char* grader : {"test", "explore", "race"}) {
    for (const pid_t process : processes_below(fixture.root() / "build/course/workspaces")) {
      std::error_code gone;
      const fs::path program = fs::read_symlink("/proc/" + std::to_string(process) + "/exe", gone);
      if (program.filename() == grader) return true;
    }
  }
  return false;
}

class Interruption : public testing::TestWithParam<int> {};

TEST_P(Interruption, WhileTheAnswerIsCompiled) {
  const Fixture& fixture = built_fixture();
  // The compiler waits for the other end of the pipe that it includes.
  const fs::path pipe = fixture.root() / "lessons/01-fixture/pipe.hpp";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  fixture.write("lessons/01-fixture/sum_of_both.cpp", "int number;\n#include \"pipe.hpp\"\n");
  // A sandbox does not have the pipe.
  RunningProgram check(fixture.command({"check", "sum_of_both", "--sandbox=none"}), fixture.root());
  int writer = -1;
  check.wait_until([&] { return (writer = open(pipe.c_str(), O_WRONLY | O_NONBLOCK)) >= 0; });
  check.send(GetParam());
  expect_interrupted(check, fixture);
  close(writer);
}

TEST_P(Interruption, WhileTheAnswerRuns) {
  const Fixture& fixture = built_fixture();
  fixture.change("lessons/01-fixture/lesson.json", "\"seconds\": 3", "\"seconds\": 600");
  fixture.submit("waits");
  RunningProgram check(fixture.command({"check", "sum_of_both"}), fixture.root());
  check.wait_until([&] { return grader_runs(fixture); });
  check.send(GetParam());
  expect_interrupted(check, fixture);
}

TEST_P(Interruption, WhileItWaitsForAnotherCommandsTurn) {
  const Fixture& fixture = built_fixture();
  const fs::path lock = fixture.root() / "build/course/interleave.lock";
  auto held = std::make_unique<FileLock>(lock);
  RunningProgram verify(fixture.command({"verify", "twice"}), fixture.root());
  verify.wait_until([&] { return verify.output() == "Building the graders ...\n"; });
  verify.send(GetParam());
  const Ended ended = verify.wait();
  EXPECT_EQ(ended.code, 130);
  held.reset();
  fixture.expect_nothing_left_behind();
}

INSTANTIATE_TEST_SUITE_P(By, Interruption, testing::Values(SIGINT, SIGTERM),
                         [](const auto& tested) {
                           return std::string(tested.param == SIGINT ? "CtrlC" : "SigTerm");
                         });

TEST(KilledCheck, LeavesAWorkspaceThatTheNextOneRemoves) {
  const Fixture& fixture = built_fixture();
  fixture.change("lessons/01-fixture/lesson.json", "\"seconds\": 3", "\"seconds\": 600");
  fixture.submit("waits");
  RunningProgram check(fixture.command({"check", "sum_of_both"}), fixture.root());
  check.wait_until([&] { return grader_runs(fixture); });
  check.send(SIGKILL);
  EXPECT_EQ(check.wait().code, -SIGKILL);
  EXPECT_FALSE(fs::is_empty(fixture.root() / "build/course/workspaces"));
  // What it had started goes with it, though nobody is left to look after it.
  wait_until([&] { return processes_below(fixture.root()).empty(); });

  fixture.submit_file("solutions/01-fixture/twice.cpp", "twice");
  EXPECT_EQ(fixture.run({"check", "twice"}).code, 0);
  fixture.expect_nothing_left_behind();
}

}  // namespace
