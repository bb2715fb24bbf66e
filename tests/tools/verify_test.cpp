// `verify` on a whole course: what it accepts, and each thing that it must not accept.

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "fixture.hpp"

namespace {

using interleave::testing_tools::built_fixture;
using interleave::testing_tools::Ended;
using interleave::testing_tools::Fixture;
using nlohmann::json;

TEST(Verify, AcceptsACourseThatIsAsItMustBe) {
  const Fixture& fixture = built_fixture();
  const Ended ended = fixture.run({"verify"});
  EXPECT_EQ(ended.code, 0) << ended.output << ended.errors;
  EXPECT_NE(ended.output.find("The course is as it must be."), std::string::npos) << ended.output;
  fixture.expect_nothing_left_behind();
}

/// One run for all faults, because each run grades every submission.
TEST(Verify, RejectsEachSubmissionThatIsNotWhatItClaimsToBe) {
  const Fixture& fixture = built_fixture();
  const std::string tests = "tests/01-fixture/";
  fixture.write(tests + "starter/sum_of_both.cpp",
                fixture.read("solutions/01-fixture/sum_of_both.cpp") + "// TODO\n");
  fixture.change(tests + "starter/twice.cpp", "return -1", "int unused; return -1");
  fixture.change("solutions/01-fixture/twice.cpp", "number + number", "3 * number");
  fixture.write("docs/01-fixture.md", "# A page\n\n### sum_of_both\n\n### twice\n\n### larger\n");
  fixture.write(tests + "wrong/sum_of_both/serial.cpp",
                "// Wrong: nothing.\n// Rejected by: concurrent (serial)\n" +
                    fixture.read("solutions/01-fixture/sum_of_both.cpp"));
  fixture.change(tests + "wrong/sum_of_both/one_part.cpp", "race-free (wrong result)",
                 "race-free (data race)");
  fixture.change(tests + "wrong/twice/once.cpp", "return number;", "return numer;");
  fixture.change(tests + "right/twice/product.cpp", "2 * number", "2 - number");
  fixture.change(tests + "right/twice/difference.cpp", "return", "int unused; return");
  const std::map<std::string, std::string> problems{
      {"sum_of_both starter", "the starter passes: its grader asks for nothing"},
      {"twice starter", "the starter compiles with warnings:"},
      {"twice solution", "is right, but was rejected by correct (wrong result)"},
      {"sum_of_both wrong/serial", "is wrong (nothing.) and passes"},
      {"sum_of_both wrong/one_part",
       "was rejected for a reason that its comment does not state: race-free (wrong result)"},
      {"twice wrong/once",
       "was rejected for a reason that its comment does not state: build (does not compile)"},
      {"twice right/product", "is right, but was rejected by correct (wrong result)"},
      {"twice right/difference", "compiles with warnings:"}};

  const Ended ended = fixture.run({"verify", "--json"});
  EXPECT_EQ(ended.code, 1) << ended.errors;
  const json report = ended.json();
  for (const json& submission : report.at("submissions")) {
    const std::string name = submission.at("exercise").get<std::string>().substr(11) + ' ' +
                             submission.at("submission").get<std::string>();
    const std::string problem = submission.at("problem");
    const auto expected = problems.find(name);
    if (expected == problems.end()) {
      EXPECT_EQ(problem, "") << name;
    } else {
      EXPECT_EQ(problem.substr(0, expected->second.size()), expected->second) << name;
      EXPECT_EQ(submission.at("outcome"), "problem") << name;
    }
  }
  EXPECT_EQ(report.at("problems").size(), problems.size()) << ended.output;
  for (const json& problem : report.at("problems")) {  // whoever interrupts it has seen them
    EXPECT_NE(ended.errors.find(problem), std::string::npos) << problem;
  }
  fixture.expect_nothing_left_behind();
}

TEST(Verify, RemembersByContentWhatWasAsItMustBeAndNothingElse) {
  const Fixture& fixture = built_fixture();
  setenv("XDG_CACHE_HOME", (fixture.root() / "cache").c_str(), 1);
  const char* const wrong = "tests/01-fixture/wrong/twice/once.cpp";
  fixture.change(wrong, "return number;", "return 2 * number;");
  const std::vector<std::string> verify{"verify", "twice", "--remember"};
  for (const char* recalled : {"0 of ", "8 of 9 remembered"}) {  // what is wrong is tried again
    const Ended ended = fixture.run(verify);
    EXPECT_EQ(ended.code, 1) << ended.errors;
    EXPECT_NE(ended.output.find(recalled), std::string::npos) << ended.output;
    EXPECT_NE(ended.output.find("and passes"), std::string::npos) << ended.output;
  }
  fixture.change(wrong, "return 2 * number;", "return number;");
  EXPECT_EQ(fixture.run(verify).code, 0);
  EXPECT_NE(fixture.run(verify).output.find("9 of 9 remembered"), std::string::npos);
  // Each seed by itself; the usual one is 1.
  const std::vector<std::string> seeds{"verify", "twice", "--remember", "--seeds"};
  const auto recalled_of = [&](const char* range) {
    std::vector<std::string> with_range = seeds;
    with_range.emplace_back(range);
    const std::string output = fixture.run(with_range).output;
    return output.substr(output.find(" of 9 remembered") - 1, 1);
  };
  EXPECT_EQ(recalled_of("1"), "9");
  EXPECT_EQ(recalled_of("1-2"), "0");
  EXPECT_EQ(recalled_of("2"), "9");
  // Another grader: nothing of what was known holds.
  fixture.change("tests/01-fixture/twice_test.cpp", "\n", "\n// changed\n");
  EXPECT_NE(fixture.run(verify).output.find("0 of 9 remembered"), std::string::npos);
  unsetenv("XDG_CACHE_HOME");
  std::filesystem::remove_all(fixture.root() / "cache");
}

TEST(Verify, NamesTheSeedWithWhichAnOutcomeIsAnother) {
  const Fixture& fixture = built_fixture();
  const char* const solution = "solutions/01-fixture/sum_of_both.cpp";
  fixture.change(solution, "#include", "#include <cstdlib>\n#include <cstring>\n#include");
  fixture.change(solution, "return results[0]",
                 "return (strcmp(getenv(\"INTERLEAVE_SEED\"), \"2\") ? 0 : 1) + results[0]");
  const auto problem_with = [&](const char* seeds) {
    const Ended ended = fixture.run({"verify", "sum_of_both", "--json", "--seeds", seeds});
    const json report = ended.json();
    for (const json& submission : report.at("submissions")) {
      if (submission.at("submission") == "solution") return submission.at("problem").dump();
    }
    return ended.output;
  };
  EXPECT_EQ(problem_with("1"), "\"\"");
  EXPECT_EQ(problem_with("3").rfind("\"with seed 2: is right, but was rejected by", 0), 0U)
      << problem_with("3");
  EXPECT_EQ(problem_with("3-4"), "\"\"");
  for (const char* seeds : {"0", "4-3", "many", "1-", "-1"}) {
    const Ended ended = fixture.run({"verify", "twice", std::string("--seeds=") + seeds});
    EXPECT_EQ(ended.code, 2) << seeds;
    EXPECT_NE(ended.errors.find(": is neither a number nor a range like 11-20"), std::string::npos)
        << ended.errors;
  }
  fixture.expect_nothing_left_behind();
}

TEST(Verify, OfAGraderThatDoesNotCompileSaysThatTheCourseIsAtFault) {
  const Fixture& fixture = built_fixture();
  fixture.change("tests/01-fixture/twice_test.cpp", "namespace {", "namespace { broken");
  for (const char* command : {"verify", "check"}) {
    const Ended ended = fixture.run({command, "twice"});
    EXPECT_EQ(ended.code, 2) << command << ended.output;
    EXPECT_NE(ended.errors.find("the graders do not build; this is the course's fault"),
              std::string::npos)
        << ended.errors;
  }
  fixture.expect_nothing_left_behind();
}

TEST(Verify, OfAGraderWithoutConcurrentSuiteWhereItGivesPointsIsAProblem) {
  const Fixture& fixture = built_fixture();
  fixture.change("lessons/01-fixture/lesson.json", R"("correct": 2,)",
                 R"("correct": 2, "concurrent": 1,)");
  const Ended ended = fixture.run({"verify", "twice", "--json"});
  EXPECT_EQ(ended.code, 1) << ended.errors;
  const json problems = ended.json().at("problems");
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems[0],
            "tests/01-fixture/twice_test.cpp: has no suite ...Concurrent, but lesson.json gives "
            "`concurrent` points");
}

}  // namespace
