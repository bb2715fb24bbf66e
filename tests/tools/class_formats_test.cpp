// The class as CSV, for Gradescope and for Exercism.

#include "course/class_formats.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "class_sample.hpp"
#include "judge/checks.hpp"
#include "judge/errors.hpp"
#include "judge/verdict_json.hpp"

namespace {

using interleave::Check;
using interleave::ClassResults;
using interleave::exercism_json;
using interleave::grades_csv;
using interleave::gradescope_json;
using interleave::read_class_results;
using interleave::Verdict;
using interleave::testing_tools::class_of;
using interleave::testing_tools::passing_verdict;
using interleave::testing_tools::racy_verdict;
using interleave::testing_tools::refused;
using interleave::testing_tools::submission;
using interleave::testing_tools::unbuilt_verdict;
using nlohmann::json;

std::string csv_row(const json& submission) {
  const std::string csv = grades_csv(read_class_results(class_of({submission})));
  return csv.substr(csv.find("\r\n") + 2);
}

json gradescope(const Verdict& verdict) {
  const ClassResults results = read_class_results(class_of({submission("alice", verdict)}));
  return gradescope_json(results, results.submissions.front());
}

json entry_named(const json& tests, const std::string& name) {
  for (const json& test : tests) {
    if (test.at("name") == name) return test;
  }
  ADD_FAILURE() << "no entry is named " << name;
  return {};
}

TEST(PrivateTest, IsKnownByItsSuite) {
  EXPECT_TRUE(interleave::is_private_test("RunWorkersPrivate.Adds"));
  EXPECT_TRUE(interleave::is_private_test("RunWorkersPrivateConcurrent.RunsAtOnce"));
  EXPECT_FALSE(interleave::is_private_test("RunWorkers.KeepsPrivateNumbers"));
}

TEST(ClassResults, KeepAllOfAVerdictThatReportsShow) {
  const json written = verdict_json(racy_verdict());
  json read = verdict_json(interleave::verdict_from_json(written));
  json without_schedule = written;
  without_schedule["findings"][1].erase("schedule");
  EXPECT_EQ(read, without_schedule);
  const Verdict verdict = interleave::verdict_from_json(written);
  EXPECT_EQ(verdict.findings[1].timeline, racy_verdict().findings[1].timeline);
  EXPECT_EQ(verdict.findings[1].replay, "Adds:a12b");
}

TEST(ClassResults, OfAnotherFormAreRefusedByName) {
  const auto expect_refused = [](const json& results, const std::string& words) {
    try {
      read_class_results(results);
      FAIL() << "was read, in spite of " << words;
    } catch (const interleave::InputError& error) {
      EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
    }
  };
  json results = class_of({submission("alice", passing_verdict())});
  results["schema"] = "interleave.results/2";
  expect_refused(results, "interleave.results/2");
  results = class_of({submission("alice", passing_verdict())});
  results["submissions"][0].erase("source");
  expect_refused(results, "source");
  results["submissions"][0]["source"] = 3;
  expect_refused(results, "must be string");
  results = class_of({submission("alice", passing_verdict())});
  results["submissions"][0]["exercises"][0]["exercise"] = "01-threads/unknown";
  expect_refused(results, "01-threads/unknown");
  results["exercises"][0]["id"] = "../first";
  expect_refused(results, "../first");
}

TEST(GradesCsv, HasAColumnForEachExerciseAndARowForEachSubmission) {
  const json results =
      class_of({submission("bob", racy_verdict()), submission("alice", passing_verdict()),
                refused("carol", "no answer file")});
  EXPECT_EQ(grades_csv(read_class_results(results)),
            "name,status,points,points_at_most,01-threads/first,02-join/second,reason\r\n"
            "alice,graded,10,10,10,,\r\n"
            "bob,graded,5,10,5,,\r\n"
            "carol,refused,0,0,,,no answer file\r\n");
}

TEST(GradesCsv, QuotesAsRfc4180Says) {
  EXPECT_EQ(csv_row(refused("Doe, \"J\"", "two\nlines")),
            "\"Doe, \"\"J\"\"\",refused,0,0,,,\"two\nlines\"\r\n");
}

TEST(GradesCsv, OfFractionsHasTwoDigits) {
  Verdict verdict = passing_verdict();
  verdict.checks[Check::kCorrect].points = 4.0 / 3;
  EXPECT_EQ(csv_row(submission("alice", verdict)), "alice,graded,7.33,10,7.33,,\r\n");
}

class Formula : public testing::TestWithParam<const char*> {};

TEST_P(Formula, BecomesText) {
  const std::string row = csv_row(refused(GetParam(), GetParam()));
  EXPECT_TRUE(row.starts_with('\'') || row.starts_with("\"'")) << row;
  EXPECT_NE(row.find(row.find('"') == std::string::npos ? ",'" : ",\"'"), std::string::npos) << row;
}

INSTANTIATE_TEST_SUITE_P(Each, Formula,
                         testing::Values("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
                                         "\uFF1D1", "\uFF20SUM(A1)", "=cmd|' /C calc'!A0,\"x\""));

TEST(GradesCsv, HasNoFormulaBehindWhatAnotherSettingTakesForASeparator) {
  EXPECT_EQ(csv_row(refused("a;=1", "b\t+1")), "\"a;'=1\",refused,0,0,,,\"b\t'+1\"\r\n");
  EXPECT_EQ(csv_row(refused("a-b", "3 + 4 = 7")), "a-b,refused,0,0,,,3 + 4 = 7\r\n");
}

TEST(Gradescope, HasATestForEachExerciseAndCheck) {
  const json results = gradescope(passing_verdict());
  EXPECT_EQ(results.at("score"), 10);
  EXPECT_EQ(results.at("output_format"), "text");
  EXPECT_EQ(results.at("visibility"), "visible");
  EXPECT_EQ(results.at("output"), "alice: graded\nIgnored: notes.txt\n");
  const json& tests = results.at("tests");
  ASSERT_EQ(tests.size(), 7U);  // five checks, and two have private tests
  const json test = entry_named(tests, "01-threads/first: concurrent");
  EXPECT_EQ(test.at("score"), 3);
  EXPECT_EQ(test.at("max_score"), 3);
  EXPECT_EQ(test.at("status"), "passed");
  EXPECT_EQ(test.at("number"), "1.7");
  EXPECT_EQ(test.at("output_format"), "text");
  EXPECT_EQ(test.at("visibility"), "visible");
  EXPECT_EQ(test.at("tags"), json({"01-threads", "first", "concurrent"}));
}

TEST(Gradescope, ShowsFindingsWithTheirTimeline) {
  const json tests = gradescope(racy_verdict()).at("tests");
  const json race_free = entry_named(tests, "01-threads/first: race-free");
  EXPECT_EQ(race_free.at("status"), "failed");
  const std::string output = race_free.at("output");
  EXPECT_NE(output.find("data race in First.Adds"), std::string::npos) << output;
  EXPECT_NE(output.find("lessons/01-threads/first.cpp:7"), std::string::npos) << output;
  EXPECT_NE(output.find("starts thread 1"), std::string::npos) << output;
}

TEST(Gradescope, KeepsPrivateTestsUntilMarksArePublished) {
  const json results = gradescope(racy_verdict());
  EXPECT_EQ(results.at("output").get<std::string>().find("points"), std::string::npos);
  const json& tests = results.at("tests");
  const json hidden = entry_named(tests, "01-threads/first: correct, private tests");
  EXPECT_EQ(hidden.at("visibility"), "after_published");
  EXPECT_EQ(hidden.at("score"), 0);
  EXPECT_EQ(hidden.at("max_score"), 2);
  const json shown = entry_named(tests, "01-threads/first: correct");
  EXPECT_EQ(shown.at("score"), 2);
  EXPECT_EQ(shown.at("max_score"), 2);
  EXPECT_EQ(shown.at("status"), "passed");
  double score = 0;
  for (const json& test : tests) {
    score += test.at("score").get<double>();
    if (test.at("visibility") == "visible") {
      EXPECT_EQ(test.dump().find("First.Private"), std::string::npos) << test;
      EXPECT_EQ(test.dump().find("the sum is 3"), std::string::npos) << test;
    }
  }
  EXPECT_EQ(score, 5);
}

TEST(Gradescope, OfWhatDoesNotCompileSaysWhyAndCountsAllPoints) {
  const json tests = gradescope(unbuilt_verdict()).at("tests");
  EXPECT_EQ(entry_named(tests, "01-threads/first: build").at("status"), "failed");
  const json correct = entry_named(tests, "01-threads/first: correct");
  EXPECT_EQ(correct.at("status"), "failed");
  EXPECT_EQ(correct.at("max_score"), 4);
  EXPECT_EQ(correct.at("output"), "Not run: see the check before.\n");
}

TEST(Gradescope, DoesNotCountWhatTheMachineCouldNotJudge) {
  Verdict verdict = passing_verdict();
  verdict.checks[Check::kConcurrent] = {false, {}, 0, 3};
  verdict.findings = {{Check::kConcurrent, "environment", "", "no memory map.", {}}};
  const json test = entry_named(gradescope(verdict).at("tests"), "01-threads/first: concurrent");
  EXPECT_EQ(test.at("max_score"), 0);
  EXPECT_FALSE(test.contains("status"));
}

TEST(Gradescope, OfARefusedSubmissionSaysWhy) {
  const ClassResults results = read_class_results(class_of({refused("bob", "too large")}));
  const json all = gradescope_json(results, results.submissions.front());
  EXPECT_EQ(all.at("score"), 0);
  EXPECT_EQ(all.at("output"), "bob: refused\ntoo large\n");
  EXPECT_EQ(all.at("tests"), json::array());
}

TEST(Exercism, HasATestForEachCheckAndTest) {
  const json results = exercism_json(passing_verdict());
  EXPECT_EQ(results.at("version"), 3);
  EXPECT_EQ(results.at("status"), "pass");
  EXPECT_EQ(results.at("message"), nullptr);
  EXPECT_EQ(results.at("tests"),
            json({{{"name", "correct: First.Adds"}, {"status", "pass"}},
                  {{"name", "race-free: First.Adds"}, {"status", "pass"}},
                  {{"name", "concurrent: FirstConcurrent.RunsAtOnce"}, {"status", "pass"}}}));
}

TEST(Exercism, TellsFindingsAndNothingOfPrivateTests) {
  const json results = exercism_json(racy_verdict());
  EXPECT_EQ(results.at("status"), "fail");
  const json race = entry_named(results.at("tests"), "race-free: First.Adds");
  EXPECT_EQ(race.at("status"), "fail");
  const std::string message = race.at("message");
  EXPECT_NE(message.find("data race"), std::string::npos) << message;
  EXPECT_NE(message.find("starts thread 1"), std::string::npos) << message;
  EXPECT_EQ(results.dump().find("Private"), std::string::npos) << results;
  for (const json& test : results.at("tests")) EXPECT_FALSE(test.contains("output")) << test;
}

TEST(Exercism, OfWhatDoesNotCompileIsAnErrorWithItsMessage) {
  Verdict verdict = unbuilt_verdict();
  verdict.findings.front().message = std::string(100'000, 'e');
  const json results = exercism_json(verdict);
  EXPECT_EQ(results.at("status"), "error");
  EXPECT_EQ(results.at("message").get<std::string>().size(), 65'535U);
  EXPECT_EQ(results.at("tests"), json::array());
}

TEST(Exercism, FailsWhereNoSingleTestIsToBlame) {
  Verdict verdict = passing_verdict();
  verdict.findings = {{Check::kRules, "forbidden construct", "", "uses detach.", {}}};
  const json results = exercism_json(verdict);
  EXPECT_EQ(results.at("status"), "fail");
  EXPECT_EQ(entry_named(results.at("tests"), "rules").at("status"), "fail");
}

}  // namespace
