// Wrong invocations: exit code 2, a sentence that helps, and nothing written.

#include <gtest/gtest.h>

#include "fixture.hpp"

namespace {

using interleave::testing_tools::Ended;
using interleave::testing_tools::Fixture;
using interleave::testing_tools::RunningProgram;

void expect_refused(const std::vector<std::string>& arguments, const std::string& sentence) {
  const Fixture fixture;
  const Ended ended = fixture.run(arguments);
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.errors.find(sentence), std::string::npos) << ended.errors;
  EXPECT_EQ(ended.output, "");
  EXPECT_FALSE(std::filesystem::exists(fixture.root() / ".interleave"));
  EXPECT_FALSE(std::filesystem::exists(fixture.root() / "build"));
}

TEST(Invocation, OfAnUnknownCommandIsRefused) { expect_refused({"chekc"}, "chekc"); }

TEST(Invocation, WithAnUnknownOptionIsRefused) { expect_refused({"check", "--fast"}, "--fast"); }

TEST(Invocation, WithAnUnknownExerciseSuggestsTheNearest) {
  expect_refused({"check", "sum_of_bth"}, "Did you mean \"sum_of_both\"?");
  expect_refused({"hint", "twise"}, "Did you mean \"twice\"?");
}

TEST(Invocation, WithALessonWhereOneExerciseIsNeededIsRefused) {
  for (const char* command : {"watch", "hint", "diff", "reset"}) {
    expect_refused({command, "01-fixture"},
                   "\"01-fixture\" names 3 exercises: name one, as in 01-fixture/sum_of_both");
  }
}

TEST(Invocation, WithoutTheExerciseThatACommandNeedsIsRefused) {
  expect_refused({"diff"}, "exercise is required");
  expect_refused({"reset"}, "exercise is required");
}

TEST(Invocation, OnACourseThatWasNeverBuiltSaysSo) {
  const Fixture fixture;
  const Ended ended = fixture.run({"check", "twice"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.errors.find("build/course: the course is not built; run `./course`"),
            std::string::npos)
      << ended.errors;
}

TEST(Invocation, OfHelpShowsExamples) {
  const Fixture fixture;
  for (const char* command :
       {"status", "check", "watch", "hint", "diff", "reset", "verify", "test", "doctor"}) {
    const Ended ended = fixture.run({command, "--help"});
    EXPECT_EQ(ended.code, 0) << command;
    EXPECT_NE(ended.output.find("Examples:"), std::string::npos) << command;
  }
}

TEST(Invocation, WithAFullOutputFails) {
  const Fixture fixture;
  const Ended ended =
      RunningProgram(fixture.command({"status"}), fixture.root(), "/dev/full").wait();
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.errors.find("output"), std::string::npos) << ended.errors;
}

}  // namespace
