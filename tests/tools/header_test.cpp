// Answers in a header, which are compiled with the grader's probes, graded by the real command.

#include <gtest/gtest.h>

#include "fixture.hpp"

namespace {

using interleave::testing_tools::built_fixture;
using interleave::testing_tools::Ended;
using interleave::testing_tools::Fixture;
using nlohmann::json;

const char* const kAnswer = "lessons/01-fixture/larger_body.hpp";

/// The verdict on a header that holds this.
json verdict_on(const std::string& header) {
  const Fixture& fixture = built_fixture();
  fixture.write(kAnswer, header);
  const Ended ended = fixture.run({"check", "larger", "--json"});
  fixture.expect_nothing_left_behind();
  json verdict = ended.json().at(0);
  EXPECT_EQ(ended.code, verdict.at("passed") ? 0 : 1) << ended.errors;
  return verdict;
}

/// A header that defines the template, with this body.
std::string defined_as(const std::string& body) {
  return "#pragma once\n#include \"larger.hpp\"\n#include <cstdlib>\n"
         "template <typename T>\nT larger(T first, T second) {\n" +
         body + "\n}\n";
}

void expect_finding(const json& verdict, const std::string& check, const std::string& kind,
                    const std::string& sentence) {
  ASSERT_EQ(verdict.at("findings").size(), 1U) << verdict.dump(2);
  const json& finding = verdict.at("findings")[0];
  EXPECT_EQ(finding.at("check"), check);
  EXPECT_EQ(finding.at("kind"), kind);
  EXPECT_NE(finding.at("message").get<std::string>().find(sentence), std::string::npos)
      << finding.at("message");
}

TEST(Header, ThatIsRightPassesWithTheOnlyCheckThatApplies) {
  const json verdict = verdict_on(defined_as("return second < first ? first : second;"));
  EXPECT_TRUE(verdict.at("passed")) << verdict.dump(2);
  EXPECT_EQ(verdict.at("points"), 3);
  for (const json& check : verdict.at("checks")) {  // no thread, no check of threads
    EXPECT_NE(check.at("check"), "race-free");
    EXPECT_NE(check.at("check"), "concurrent");
  }
}

TEST(Header, OfTheLearnerIsNotTakenForTheOneThatIsGraded) {
  const Fixture& fixture = built_fixture();
  fixture.write(kAnswer, "#error This is the learner's own file. // TODO\n");
  const Ended ended = fixture.run({"verify", "larger"});
  EXPECT_EQ(ended.code, 0) << ended.output << ended.errors;
}

TEST(Header, ThatDoesNotCompileIsShownInItsOwnPath) {
  expect_finding(verdict_on(defined_as("return third;")), "build", "does not compile",
                 "lessons/01-fixture/larger_body.hpp:6:8: error");
}

TEST(Header, ThatLacksWhatTheContractSaysIsShownWhereItIsUsed) {
  expect_finding(verdict_on("#pragma once\n"), "build", "does not compile",
                 "\ntests/01-fixture/larger_probes.cpp:5:");
}

TEST(Header, IsCompiledWithEachFileOfProbes) {
  expect_finding(verdict_on("#pragma once\nint larger(int first, int second) {\n"
                            "  return first < second ? second : first;\n}\n"
                            "char larger(char, char) = delete;\n"),
                 "build", "does not compile", "\ntests/01-fixture/larger_probes_of_others.cpp:5:");
}

TEST(Header, ThatOnlyDeclaresDoesNotLink) {
  expect_finding(verdict_on("#pragma once\n#include \"larger.hpp\"\n"), "build", "does not compile",
                 "a function of the contract is missing");
}

TEST(Header, ThatIncludesTheSolutionIsRejected) {
  const std::string solution =
      (built_fixture().root() / "solutions/01-fixture/larger_body.hpp").string();
  expect_finding(verdict_on("#include \"" + solution + "\"\n"), "build", "does not compile",
                 "solutions/01-fixture/larger_body.hpp: No such file or directory");
}

TEST(Header, FindsNothingOfTheGrader) {
  expect_finding(verdict_on(defined_as("EXPECT_LT(first, second); return second;")), "build",
                 "does not compile", "EXPECT_LT");
  expect_finding(verdict_on("#include \"support/expect.hpp\"\n"), "build", "does not compile",
                 "support/expect.hpp");
}

TEST(Header, ThatUsesAForbiddenFunctionIsRejected) {
  expect_finding(verdict_on(defined_as("if (second == 0) abort();\n"
                                       "return second < first ? first : second;")),
                 "rules", "forbidden construct", "uses abort: who asks for a value");
}

}  // namespace
