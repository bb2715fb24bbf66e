// Disks that cannot be written: the command says so, and what was there stays as it was.

#include <gtest/gtest.h>

#include "fixture.hpp"
#include "process/process.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::testing_tools::built_fixture;
using interleave::testing_tools::cannot_run_without_sandbox;
using interleave::testing_tools::Ended;
using interleave::testing_tools::Fixture;
using interleave::testing_tools::RunningProgram;

/// Tests run as root in many places, so that permissions alone prove nothing: bubblewrap does.
class Disk : public testing::Test {
 protected:
  void SetUp() override {
    if (!interleave::find_program("bwrap")) {
      return cannot_run_without_sandbox("bwrap is not installed");
    }
    const Ended probe =
        RunningProgram(
            {"bwrap", "--dev-bind", "/", "/", "--size", "65536", "--tmpfs", "/tmp", "true"}, "/")
            .wait();
    if (probe.code != 0) cannot_run_without_sandbox(probe.errors);
  }

  static Ended run_in(const std::vector<std::string>& mounts,
                      const std::vector<std::string>& program, const Fixture& fixture) {
    std::vector<std::string> all{"bwrap", "--dev-bind", "/", "/"};
    all.insert(all.end(), mounts.begin(), mounts.end());
    all.insert(all.end(), program.begin(), program.end());
    return RunningProgram(all, fixture.root()).wait();
  }

  static Ended run_read_only(const Fixture& fixture, const std::vector<std::string>& arguments) {
    const std::string root = fixture.root().string();
    return run_in({"--ro-bind", root, root}, fixture.command(arguments), fixture);
  }

  /// Runs the command where `folder` is a disk that holds `kept` and has no room for more. Prints
  /// what is there afterwards.
  static Ended run_on_full(const Fixture& fixture, const std::string& folder,
                           const std::string& kept, const std::vector<std::string>& arguments) {
    fixture.write("saved", fixture.read(fs::path(folder) / kept));
    const std::string full = (fixture.root() / folder).string();
    std::vector<std::string> program{
        "sh", "-c",
        // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one script on three lines.
        "full=$1 kept=$2; shift 2; cp saved \"$full/$kept\";"
        "cat /dev/zero > \"$full/filler\" 2> /dev/null; \"$@\"; code=$?;"
        "ls -A \"$full\"; cat \"$full/$kept\"; exit $code",
        "sh", full, kept};
    for (const std::string& word : fixture.command(arguments)) program.push_back(word);
    return run_in({"--size", "65536", "--tmpfs", full}, program, fixture);
  }
};

TEST_F(Disk, ThatIsReadOnlyIsSaidByEveryCommandThatWrites) {
  const Fixture& fixture = built_fixture();
  fixture.write("lessons/01-fixture/twice.cpp", "mine");
  fixture.run({"hint", "twice"});
  const std::string progress = fixture.read(".interleave/progress.json");
  for (const char* command : {"check", "hint", "reset"}) {
    const Ended ended = run_read_only(fixture, {command, "twice"});
    EXPECT_EQ(ended.code, 2) << command;
    EXPECT_NE(ended.errors.find(fixture.root().string()), std::string::npos) << ended.errors;
    EXPECT_NE(ended.errors.find("Read-only file system"), std::string::npos) << ended.errors;
  }
  EXPECT_EQ(fixture.read(".interleave/progress.json"), progress);
  EXPECT_EQ(fixture.read("lessons/01-fixture/twice.cpp"), "mine");
  fixture.expect_nothing_left_behind();
}

TEST_F(Disk, ThatIsReadOnlyIsEnoughForStatus) {
  const Fixture& fixture = built_fixture();
  EXPECT_EQ(run_read_only(fixture, {"status"}).code, 0);
}

TEST_F(Disk, ThatIsFullKeepsTheOldProgress) {
  const Fixture fixture;
  fixture.run({"hint", "twice"});
  const std::string progress = fixture.read(".interleave/progress.json");
  const Ended ended = run_on_full(fixture, ".interleave", "progress.json", {"hint", "twice"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.errors.find(".interleave/progress.json: cannot write: No space left on device"),
            std::string::npos)
      << ended.errors;
  EXPECT_EQ(ended.output, "filler\nlock\nprogress.json\n" + progress);
}

TEST_F(Disk, ThatIsFullKeepsTheAnswerThatAResetWouldReplace) {
  const Fixture fixture;
  fixture.write("lessons/01-fixture/twice.cpp", "mine");
  fs::create_directories(fixture.root() / ".interleave");
  fixture.run({"hint", "twice"});
  // The backup cannot be written, so nothing may be replaced.
  const Ended ended = run_on_full(fixture, ".interleave", "progress.json", {"reset", "twice"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.errors.find("No space left on device"), std::string::npos) << ended.errors;
  EXPECT_EQ(fixture.read("lessons/01-fixture/twice.cpp"), "mine");
  fixture.expect_nothing_left_behind();
}

TEST_F(Disk, ThatIsFullIsNoVerdictOnTheAnswer) {
  const Fixture& fixture = built_fixture();
  fixture.submit_file("solutions/01-fixture/twice.cpp", "twice");
  fixture.write("build/course/workspaces/kept", "kept\n");
  const Ended ended = run_on_full(fixture, "build/course/workspaces", "kept", {"check", "twice"});
  fs::remove(fixture.root() / "build/course/workspaces/kept");
  EXPECT_EQ(ended.code, 2) << ended.output;
  EXPECT_NE(ended.errors.find("No space left on device"), std::string::npos) << ended.errors;
  EXPECT_EQ(ended.output, "filler\nkept\nkept\n");
  fixture.expect_nothing_left_behind();
}

}  // namespace
