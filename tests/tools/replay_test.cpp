// ./course replay: the failing schedule of a verdict again, in a process of its own.

#include <gtest/gtest.h>

#include <string>

#include "fixture.hpp"

namespace {

using interleave::testing_tools::built_fixture;
using interleave::testing_tools::Ended;
using interleave::testing_tools::Fixture;
using nlohmann::json;

/// The first schedule that a verdict on the answer names.
json failing_schedule(const Fixture& fixture) {
  const Ended ended = fixture.run({"check", "sum_of_both", "--json"});
  const json verdicts = ended.json();
  for (const json& finding : verdicts.at(0).at("findings")) {
    if (finding.contains("schedule")) return finding;
  }
  ADD_FAILURE() << "no finding has a schedule: " << ended.output;
  return {};
}

TEST(Replay, ShowsTheFailureOfAVerdictAgain) {
  const Fixture& fixture = built_fixture();
  for (const char* answer : {"races", "deadlock"}) {
    fixture.submit(answer);
    const json finding = failing_schedule(fixture);
    const std::string schedule = finding.at("schedule").at("replay");
    for (int again = 0; again < 2; ++again) {
      const Ended replay = fixture.run({"replay", "sum_of_both", schedule, "--json"});
      EXPECT_EQ(replay.code, 1) << replay.errors;
      const json found = replay.json().at(0);
      EXPECT_EQ(found.at("kind"), finding.at("kind"));
      EXPECT_EQ(found.at("message"), finding.at("message"));
      EXPECT_EQ(found.at("schedule").at("steps"), finding.at("schedule").at("steps"));
    }
  }
  fixture.expect_nothing_left_behind();
}

TEST(Replay, SaysWhenTheScheduleNowPasses) {
  const Fixture& fixture = built_fixture();
  fixture.submit_file("solutions/01-fixture/sum_of_both.cpp");
  for (const char* schedule : {"AddsWhatBothReturn:a", "SumOfBoth.AddsWhatBothReturn:a"}) {
    const Ended ended = fixture.run({"replay", "sum_of_both", schedule});
    EXPECT_EQ(ended.code, 0) << ended.errors;
    EXPECT_NE(ended.output.find("passes now"), std::string::npos) << ended.output;
  }
}

TEST(Replay, SaysWhatIsWrongWithASchedule) {
  const Fixture& fixture = built_fixture();
  const auto expect_error = [&](const std::string& schedule, const std::string& words) {
    const Ended ended = fixture.run({"replay", "sum_of_both", schedule});
    EXPECT_EQ(ended.code, 2) << schedule;
    EXPECT_NE(ended.errors.find(words), std::string::npos) << ended.errors;
  };
  expect_error("a14b", "is not a schedule");
  expect_error("AddsWhatBothReturn:", "is not a schedule");
  expect_error("AddsWhatBothReturn:?", "is not a schedule");
  expect_error("NoSuchTest:a", "the exercise has no test NoSuchTest; it has AddsWhatBothReturn");
}

TEST(Replay, OfAnAnswerThatDoesNotCompileSaysSo) {
  const Fixture& fixture = built_fixture();
  fixture.submit("does_not_compile");
  const Ended ended = fixture.run({"replay", "sum_of_both", "AddsWhatBothReturn:a"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.errors.find("does not compile"), std::string::npos) << ended.errors;
}

}  // namespace
