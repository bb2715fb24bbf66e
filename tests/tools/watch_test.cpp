// `watch`: on every save, of every kind.

#include <gtest/gtest.h>

#include <csignal>

#include "fixture.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::testing_tools::built_fixture;
using interleave::testing_tools::Ended;
using interleave::testing_tools::Fixture;
using interleave::testing_tools::RunningProgram;

/// Waits until the watch has said `words`.
void wait_for(RunningProgram& watch, const std::string& words) {
  watch.wait_until([&] { return watch.output().find(words) != std::string::npos; });
}

constexpr const char* kWatching = "watching lessons/01-fixture/twice.cpp; Ctrl-C ends";

void expect_interrupted(RunningProgram& watch, const Fixture& fixture) {
  watch.send(SIGINT);
  const Ended ended = watch.wait();
  EXPECT_EQ(ended.code, 130);
  EXPECT_EQ(ended.errors, "interrupted\n");
  fixture.expect_nothing_left_behind();
}

TEST(Watch, ChecksAgainOnASaveInPlaceAndOnOneByRename) {
  const Fixture& fixture = built_fixture();
  RunningProgram watch(fixture.command({"watch", "twice"}), fixture.root());
  wait_for(watch, kWatching);
  {
    // In place: the file is emptied, then written.
    std::FILE* file = std::fopen(fixture.answer("twice").c_str(), "w");
    std::fputs("#include \"twice.hpp\"\nint twice(int number) { return 3 * number; }\n", file);
    std::fclose(file);
  }
  wait_for(watch, "expected 42, got 63");
  // By rename: write_file writes beside and renames.
  fixture.submit_file("solutions/01-fixture/twice.cpp", "twice");
  wait_for(watch, "01-fixture/twice  passed  3 of 3 points");
  // A named exercise goes on being watched after it has passed.
  fixture.change("lessons/01-fixture/twice.cpp", "number + number", "number + 7");
  wait_for(watch, "expected 42, got 28");
  expect_interrupted(watch, fixture);
}

TEST(Watch, BearsAFileThatIsNotThereForAMoment) {
  const Fixture& fixture = built_fixture();
  RunningProgram watch(fixture.command({"watch", "twice"}), fixture.root());
  wait_for(watch, kWatching);
  for (int save = 0; save < 20; ++save) {
    fs::rename(fixture.answer("twice"), fixture.root() / "old");
    fixture.write("lessons/01-fixture/twice.cpp", "int half of a fi");
  }
  fixture.submit_file("solutions/01-fixture/twice.cpp", "twice");
  wait_for(watch, "01-fixture/twice  passed");
  expect_interrupted(watch, fixture);
}

TEST(Watch, GoesOnToTheNextExerciseAndEndsAfterTheLast) {
  const Fixture& fixture = built_fixture();
  RunningProgram watch(fixture.command({"watch"}), fixture.root());
  wait_for(watch, "watching lessons/01-fixture/sum_of_both.cpp; Ctrl-C ends");
  fixture.submit_file("solutions/01-fixture/sum_of_both.cpp");
  wait_for(watch, "On to 01-fixture/twice: lessons/01-fixture/twice.cpp");
  wait_for(watch, kWatching);
  fixture.submit_file("solutions/01-fixture/twice.cpp", "twice");
  wait_for(watch, "watching lessons/01-fixture/larger_body.hpp; Ctrl-C ends");
  fixture.write("lessons/01-fixture/larger_body.hpp",
                fixture.read("solutions/01-fixture/larger_body.hpp"));
  const Ended ended = watch.wait();
  EXPECT_EQ(ended.code, 0) << ended.errors;
  EXPECT_NE(ended.output.find("Every exercise has been passed."), std::string::npos);
  fixture.expect_nothing_left_behind();
}

TEST(Watch, EndsWhileItGrades) {
  const Fixture& fixture = built_fixture();
  fixture.change("lessons/01-fixture/lesson.json", "\"seconds\": 3", "\"seconds\": 600");
  fixture.submit("waits");
  RunningProgram watch(fixture.command({"watch", "sum_of_both"}), fixture.root());
  watch.wait_until([&] {
    return !interleave::testing_tools::processes_below(fixture.root() / "build/course/workspaces")
                .empty();
  });
  expect_interrupted(watch, fixture);
}

}  // namespace
