// hint, diff, reset, status, and what they remember.

#include <gtest/gtest.h>

#include <set>

#include "fixture.hpp"
#include "process/sandbox.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::testing_tools::built_fixture;
using interleave::testing_tools::cannot_run_without_sandbox;
using interleave::testing_tools::Ended;
using interleave::testing_tools::Fixture;
using nlohmann::json;

std::set<std::string> backups(const Fixture& fixture) {
  std::set<std::string> contents;
  std::error_code none;
  for (const auto& entry :
       fs::directory_iterator(fixture.root() / ".interleave/backups/01-fixture", none)) {
    contents.insert(fixture.read(entry.path().lexically_relative(fixture.root())));
  }
  return contents;
}

TEST(Reset, KeepsABackupAndRestoresTheStarter) {
  const Fixture fixture;
  fixture.write("lessons/01-fixture/twice.cpp", "mine");
  const Ended ended = fixture.run({"reset", "twice"});
  EXPECT_EQ(ended.code, 0) << ended.errors;
  EXPECT_EQ(ended.output.rfind("kept .interleave/backups/01-fixture/twice.cpp.", 0), 0U);
  EXPECT_NE(ended.output.find("lessons/01-fixture/twice.cpp is the starter again."),
            std::string::npos);
  EXPECT_EQ(fixture.read("lessons/01-fixture/twice.cpp"),
            fixture.read("tests/01-fixture/starter/twice.cpp"));
  EXPECT_EQ(backups(fixture), std::set<std::string>{"mine"});
  fixture.expect_nothing_left_behind();
}

TEST(Reset, OftenInTheSameSecondKeepsAllBackups) {
  const Fixture fixture;
  std::set<std::string> written;
  // Four within two seconds at most: two of them share a second, whenever they begin.
  for (const char* mine : {"first", "second", "third", "fourth"}) {
    fixture.write("lessons/01-fixture/twice.cpp", mine);
    EXPECT_EQ(fixture.run({"reset", "twice"}).code, 0);
    written.insert(mine);
  }
  EXPECT_EQ(backups(fixture), written);
}

TEST(Reset, OfTheStarterKeepsNothing) {
  const Fixture fixture;
  const Ended ended = fixture.run({"reset", "twice"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.output, "lessons/01-fixture/twice.cpp is the starter already.\n");
  EXPECT_TRUE(backups(fixture).empty());
}

TEST(Reset, BringsBackAnAnswerThatIsGone) {
  const Fixture fixture;
  fs::remove(fixture.answer("twice"));
  EXPECT_EQ(fixture.run({"reset", "twice"}).code, 0);
  EXPECT_EQ(fixture.read("lessons/01-fixture/twice.cpp"),
            fixture.read("tests/01-fixture/starter/twice.cpp"));
}

TEST(Hint, ShowsOneMoreEachTime) {
  const Fixture fixture;
  const Ended first = fixture.run({"hint", "twice"});
  EXPECT_EQ(first.code, 0);
  EXPECT_NE(first.output.find("1/2  Add."), std::string::npos) << first.output;
  EXPECT_EQ(first.output.find("Add it to itself."), std::string::npos) << first.output;
  for (int again = 0; again < 2; ++again) {
    const Ended ended = fixture.run({"hint", "twice", "--json"});
    EXPECT_EQ(ended.json().at("hints"), json({"Add.", "Add it to itself."}));
    EXPECT_EQ(ended.json().at("of"), 2);
  }
  // Without a name: the next exercise, which has hints of its own.
  EXPECT_EQ(fixture.run({"hint", "--json"}).json().at("exercise"), "01-fixture/sum_of_both");
}

TEST(Status, OfAFreshCourseSaysWhatIsNext) {
  const Fixture fixture;
  const Ended text = fixture.run({});
  EXPECT_EQ(text.code, 0);
  EXPECT_NE(text.output.find("0 of 3 exercises passed.\nNext: 01-fixture/sum_of_both\n"),
            std::string::npos)
      << text.output;
  const json status = fixture.run({"status", "--json"}).json();
  EXPECT_EQ(status.at("next"), "01-fixture/sum_of_both");
  EXPECT_EQ(status.at("exercises").size(), 3U);
  EXPECT_EQ(status.at("exercises")[0].at("points_at_most"), 10);
  EXPECT_FALSE(fs::exists(fixture.root() / ".interleave"));
}

class DamagedProgress : public testing::TestWithParam<const char*> {};

TEST_P(DamagedProgress, IsKeptAsideAndSaid) {
  const Fixture fixture;
  fixture.write(".interleave/progress.json", GetParam());
  const Ended ended = fixture.run({"status"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.errors.rfind(".interleave/progress.json: damaged (", 0), 0U) << ended.errors;
  EXPECT_NE(ended.errors.find("kept as .interleave/progress.json.damaged"), std::string::npos);
  EXPECT_EQ(fixture.read(".interleave/progress.json.damaged"), GetParam());
  EXPECT_EQ(fixture.run({"hint", "twice"}).errors, "");
}

INSTANTIATE_TEST_SUITE_P(Each, DamagedProgress,
                         testing::Values("", "{", "[1, 2]", "\"text\"", "{\"a\": 1}",
                                         R"({"01-fixture/twice": {"best_points": 1}})",
                                         R"({"01-fixture/twice": {"passed_answer": 1,
                                             "best_points": 1, "hints_shown": 0}})"));

TEST(Diff, RefusesBeforeThePassAndShowsAfterIt) {
  const Fixture& fixture = built_fixture();
  const Ended before = fixture.run({"diff", "twice"});
  EXPECT_EQ(before.code, 1);
  EXPECT_NE(before.output.find("./course check twice"), std::string::npos) << before.output;
  EXPECT_EQ(before.output.find("number + number"), std::string::npos) << before.output;

  fixture.submit_file("tests/01-fixture/right/twice/product.cpp", "twice");
  EXPECT_EQ(fixture.run({"check", "twice"}).code, 0);
  const json status = fixture.run({"status", "--json"}).json();
  EXPECT_EQ(status.at("exercises")[1].at("passed"), true);
  EXPECT_EQ(status.at("exercises")[1].at("best_points"), 3);
  EXPECT_EQ(status.at("next"), "01-fixture/sum_of_both");
  const Ended after = fixture.run({"diff", "twice"});
  EXPECT_EQ(after.code, 0);
  EXPECT_NE(after.output.find("-int twice(int number) { return 2 * number; }"), std::string::npos)
      << after.output;
  EXPECT_NE(after.output.find("+int twice(int number) { return number + number; }"),
            std::string::npos)
      << after.output;

  // An edit after the pass takes the pass back, until it is checked again.
  fixture.write("lessons/01-fixture/twice.cpp", "something else");
  EXPECT_EQ(fixture.run({"diff", "twice"}).code, 1);
  EXPECT_EQ(fixture.run({"status", "--json"}).json().at("exercises")[1].at("passed"), false);
}

TEST(Check, OfTheReferenceSolutionThenDiffSaysThatTheyAreTheSame) {
  const Fixture& fixture = built_fixture();
  fixture.submit_file("solutions/01-fixture/twice.cpp", "twice");
  EXPECT_EQ(fixture.run({"check", "twice"}).code, 0);
  EXPECT_EQ(fixture.run({"diff", "twice"}).output, "Your answer is the reference solution.\n");
}

TEST(Check, OfALessonSaysEachVerdictAndFailsIfOneFails) {
  const Fixture& fixture = built_fixture();
  fixture.submit_file("solutions/01-fixture/twice.cpp", "twice");
  const Ended ended = fixture.run({"check", "01-fixture", "--json"});
  EXPECT_EQ(ended.code, 1);
  ASSERT_EQ(ended.json().size(), 3U);
  EXPECT_EQ(ended.json()[0].at("passed"), false);
  EXPECT_EQ(ended.json()[1].at("passed"), true);
}

TEST(Bench, RefusesAPageThatCannotBeWrittenBeforeItMeasures) {
  const Fixture fixture;
  const Ended ended = fixture.run({"bench", "--html", "nowhere/page.html"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.errors.find("--html nowhere/page.html: cannot be written there"),
            std::string::npos)
      << ended.errors;
}

TEST(Check, IsolatesAsTheCommandLineSaysWhateverTheEnvironmentSays) {
  const std::string& obstacle = interleave::sandbox_obstacle();
  if (!obstacle.empty()) return cannot_run_without_sandbox(obstacle);
  const Fixture& fixture = built_fixture();
  // A sandbox does not have this header. Without one it is there, and against the rules.
  fixture.write("outside.hpp", "int twice(int number) { return 2 * number; }");
  fixture.write("lessons/01-fixture/twice.cpp",
                "#include \"" + (fixture.root() / "outside.hpp").string() + "\"\n");
  const char* before = std::getenv("INTERLEAVE_SANDBOX");
  const std::string kept = before != nullptr ? before : "";
  setenv("INTERLEAVE_SANDBOX", "none", 1);
  const Ended inside = fixture.run({"check", "twice", "--sandbox=bwrap"});
  setenv("INTERLEAVE_SANDBOX", "bwrap", 1);
  const Ended outside = fixture.run({"check", "twice", "--sandbox=none"});
  if (before != nullptr) {
    setenv("INTERLEAVE_SANDBOX", kept.c_str(), 1);
  } else {
    unsetenv("INTERLEAVE_SANDBOX");
  }
  EXPECT_EQ(inside.code, 1) << inside.output << inside.errors;
  EXPECT_NE(inside.output.find("outside.hpp: No such file or directory"), std::string::npos)
      << inside.output;
  EXPECT_EQ(outside.code, 1) << outside.output << outside.errors;
  EXPECT_NE(outside.output.find("it includes outside.hpp"), std::string::npos) << outside.output;
}

}  // namespace
