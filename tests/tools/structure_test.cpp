// What `verify` says of files, before it grades any of them.

#include "course/structure.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "fixture.hpp"
#include "judge/known_answers.hpp"

namespace {

using interleave::Check;
using interleave::Course;
using interleave::read_wrong_header;
using interleave::testing_tools::Ended;
using interleave::testing_tools::Fixture;

/// `verify` must say `sentence`, in text and in JSON, and end with 1.
void expect_problem(const Fixture& fixture, const std::string& sentence) {
  const Ended ended = fixture.run({"verify", "--json"});
  EXPECT_EQ(ended.code, 1) << ended.errors;
  const std::vector<std::string> problems = ended.json().at("problems");
  EXPECT_EQ(std::count(problems.begin(), problems.end(), sentence), 1) << ended.output;
  EXPECT_EQ(problems.size(), 1U) << ended.output;
  EXPECT_NE(fixture.run({"verify"}).output.find("problem " + sentence), std::string::npos);
  fixture.expect_nothing_left_behind();
}

class MissingFile : public testing::TestWithParam<const char*> {};

TEST_P(MissingFile, IsAProblem) {
  const Fixture fixture;
  std::filesystem::remove(fixture.root() / GetParam());
  expect_problem(fixture, std::string(GetParam()) + ": is missing");
}

INSTANTIATE_TEST_SUITE_P(
    Each, MissingFile,
    testing::Values("lessons/01-fixture/twice.cpp", "lessons/01-fixture/twice.hpp",
                    "tests/01-fixture/twice_test.cpp", "tests/01-fixture/starter/twice.cpp",
                    "solutions/01-fixture/sum_of_both.cpp", "lessons/01-fixture/larger_body.hpp",
                    "tests/01-fixture/larger_probes.cpp", "tests/01-fixture/larger_probes.hpp"));

class UndeclaredFile : public testing::TestWithParam<const char*> {};

TEST_P(UndeclaredFile, IsAProblem) {
  const Fixture fixture;
  fixture.write(GetParam(), "// nobody knows of this file\n");
  expect_problem(fixture, std::string(GetParam()) + ": is declared by no lesson.json");
}

INSTANTIATE_TEST_SUITE_P(
    Each, UndeclaredFile,
    testing::Values("lessons/01-fixture/thrice.cpp", "solutions/01-fixture/thrice.cpp",
                    "tests/01-fixture/thrice_test.cpp", "tests/01-fixture/wrong/thrice/a.cpp",
                    "tests/01-fixture/twice_probes.cpp", "tests/01-fixture/wrong/larger/a.cpp",
                    "tests/01-fixture/wrong/twice/a.hpp", "bench/01-fixture/thrice_bench.cpp"));

TEST(Structure, AFolderOfNoLessonIsAProblem) {
  const Fixture fixture;
  fixture.write("solutions/02-nothing/a.cpp", "");
  expect_problem(fixture,
                 "solutions/02-nothing: belongs to no lesson: there is no lesson.json for it");
}

TEST(Structure, OnlyHeadersThatAContractIncludesBelongToALesson) {
  const Fixture fixture;
  fixture.change("lessons/01-fixture/twice.hpp", "#pragma once\n",
                 "#pragma once\n#include \"shared.hpp\"\n");
  expect_problem(fixture, "lessons/01-fixture/shared.hpp: is missing");
  fixture.write("lessons/01-fixture/shared.hpp", "#pragma once\n");
  fixture.write("lessons/01-fixture/lonely.hpp", "#pragma once\n");
  expect_problem(fixture, "lessons/01-fixture/lonely.hpp: is declared by no lesson.json");
}

TEST(Structure, AChildProgramThatNoGraderStartsIsAProblem) {
  const Fixture fixture;
  fixture.write("tests/01-fixture/children/idle.cpp", "int main() {}\n");
  fixture.write("tests/01-fixture/children/busy.cpp", "int main() {}\n");
  fixture.change("tests/01-fixture/twice_test.cpp", "#include",
                 "// child_program(\"busy\")\n#include");
  expect_problem(fixture,
                 "tests/01-fixture/children/idle.cpp: is started by no grader: none calls "
                 "child_program(\"idle\")");
}

TEST(Structure, TooFewWrongAnswersAreAProblem) {
  const Fixture fixture;
  std::filesystem::remove(fixture.root() / "tests/01-fixture/wrong/twice/once.cpp");
  expect_problem(fixture,
                 "tests/01-fixture/wrong/twice: holds 4 submissions; a grader is proved with at "
                 "least 5");
}

TEST(Structure, AStarterWithoutTodoIsAProblem) {
  const Fixture fixture;
  for (const char* folder : {"tests/01-fixture/starter", "lessons/01-fixture"}) {
    fixture.change(std::filesystem::path(folder) / "twice.cpp", "TODO", "Later");
  }
  expect_problem(fixture, "tests/01-fixture/starter/twice.cpp: has no `// TODO` where the work is");
}

TEST(Structure, ProbesThatDoNotBeginWithTheAnswerAreAProblem) {
  const Fixture fixture;
  fixture.change("tests/01-fixture/larger_probes.cpp", "#include", "#include <string>\n#include");
  expect_problem(fixture,
                 "tests/01-fixture/larger_probes.cpp: must begin with #include "
                 "\"larger_body.hpp\", before it includes anything else");
}

TEST(Structure, EachFileOfProbesBeginsWithTheAnswer) {
  const Fixture fixture;
  fixture.write("tests/01-fixture/larger_probes_of_more.cpp", "// without the answer\n");
  expect_problem(fixture,
                 "tests/01-fixture/larger_probes_of_more.cpp: must begin with #include "
                 "\"larger_body.hpp\", before it includes anything else");
}

TEST(Structure, DocsThatQuoteCodeThatDoesNotStandThereAreAProblem) {
  const Fixture fixture;
  fixture.change("docs/01-fixture.md", "return number + number", "return 2 * number");
  expect_problem(fixture,
                 "docs/01-fixture.md: line 3: quotes code that does not stand in "
                 "solutions/01-fixture/twice.cpp");
}

TEST(Structure, DocsThatQuoteAFileThatDoesNotExistAreAProblem) {
  const Fixture fixture;
  fixture.change("docs/01-fixture.md", "solutions/01-fixture/twice", "solutions/01-fixture/gone");
  expect_problem(fixture,
                 "docs/01-fixture.md: line 3: quotes solutions/01-fixture/gone.cpp, which does not "
                 "exist");
}

TEST(Structure, DocsWithADeadLinkAreAProblem) {
  const Fixture fixture;
  fixture.change("docs/01-fixture.md", "(01-fixture.md)", "(02-gone.md)");
  expect_problem(fixture, "docs/01-fixture.md: line 8: links to 02-gone.md, which does not exist");
}

TEST(Structure, SourcesThatDocsDoNotConfirmAreAProblem) {
  const Fixture fixture;
  std::string lesson = fixture.read("lessons/01-fixture/lesson.json");
  for (std::size_t at = 0; (at = lesson.find("none", at)) != std::string::npos;) {
    lesson.replace(at, 4, "000-a");
  }
  fixture.write("lessons/01-fixture/lesson.json", lesson);
  fixture.write("docs/sources.md",
                "| 000-a | what it says | `twice`, `larger`, `sum_of_both` |\n"
                "| 000-b | something else | `twice` |\n"
                "| 000-b | is wrong | `larger` |\n");
  expect_problem(fixture,
                 "lessons/01-fixture/lesson.json: twice names the sources 000-a, but "
                 "docs/sources.md says 000-a, 000-b");
}

TEST(Structure, ALambdaInCodeIsNoLink) {
  const Fixture fixture;
  const std::string page = fixture.read("docs/01-fixture.md");
  fixture.write("docs/01-fixture.md",
                page + "`[](int) {}`\n```cpp\nrun([](long) {});\n```\n[gone](gone.md)\n");
  const auto line = std::count(page.begin(), page.end(), '\n') + 5;
  expect_problem(fixture, "docs/01-fixture.md: line " + std::to_string(line) +
                              ": links to gone.md, which does not exist");
}

struct Header {
  const char* name;
  const char* text;
  const char* complaint;
};

class WrongHeader : public testing::TestWithParam<Header> {};

TEST_P(WrongHeader, ThatCannotBeReadIsAProblem) {
  const Fixture fixture;
  fixture.write("tests/01-fixture/wrong/twice/once.cpp", GetParam().text);
  expect_problem(fixture, std::string("tests/01-fixture/wrong/twice/once.cpp: the first comment ") +
                              GetParam().complaint +
                              ". It reads `// Wrong: <what is wrong>` and `// Rejected by: <check> "
                              "(<finding>, ...), ...`");
}

INSTANTIATE_TEST_SUITE_P(
    Each, WrongHeader,
    testing::Values(Header{"None", "int twice(int) { return 1; }\n", "does not say `Wrong:`"},
                    Header{"NoReason", "// Wrong: a fault.\n", "does not say `Rejected by:`"},
                    Header{"NoCheck", "// Wrong: a fault.\n// Rejected by: luck (crash)\n",
                           "names \"luck\", which is no check"},
                    Header{"NoFinding", "// Wrong: a fault.\n// Rejected by: correct (bad luck)\n",
                           "names \"bad luck\", which is no finding"},
                    Header{"NoFindings", "// Wrong: a fault.\n// Rejected by: correct\n",
                           "cannot be read after `Rejected by:` at \"correct\""}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(RejectedBy, UndefinedBehaviourStandsForAllThatMayBeSeenOfIt) {
  const Fixture fixture;
  fixture.write("wrong.cpp",
                "// Wrong: a fault.\n"
                "// Rejected by: correct (undefined behaviour), concurrent (serial)\n");
  const interleave::WrongHeader header =
      read_wrong_header(Course{fixture.root(), {}}, fixture.root() / "wrong.cpp");
  const std::set<std::string>& seen = header.may_say.at(Check::kCorrect);
  EXPECT_TRUE(seen.contains("data race"));
  EXPECT_TRUE(seen.contains("deadlock"));
  EXPECT_FALSE(seen.contains("serial"));
  EXPECT_FALSE(seen.contains("environment"));
  EXPECT_EQ(header.may_say.at(Check::kConcurrent), std::set<std::string>{"serial"});
}

TEST(RightAnswer, WithoutItsCommentIsAProblem) {
  const Fixture fixture;
  fixture.change("tests/01-fixture/right/twice/product.cpp", "Right: ", "");
  expect_problem(fixture,
                 "tests/01-fixture/right/twice/product.cpp: must begin with a comment `// Right: ` "
                 "that says what is different");
}

}  // namespace
