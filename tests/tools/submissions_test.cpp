// Answers of every kind, graded by the real command: each gets the finding that it deserves.

#include <gtest/gtest.h>

#include <ostream>
#include <set>

#include "fixture.hpp"

namespace {

using interleave::testing_tools::built_fixture;
using interleave::testing_tools::Ended;
using interleave::testing_tools::Fixture;
using nlohmann::json;

struct Answer {
  const char* name;                 ///< a file in tests/tools/answers
  std::set<std::string> must_say;   ///< "check: kind", each of them
  std::set<std::string> may_say{};  ///< and nothing but these
  const char* sentence = "";        ///< what a user reads
};

void PrintTo(const Answer& answer, std::ostream* out) { *out << answer.name; }

std::string name_of(const testing::TestParamInfo<Answer>& info) { return info.param.name; }

class SubmissionTest : public testing::TestWithParam<Answer> {};

TEST_P(SubmissionTest, IsRejectedForTheRightReason) {
  const Fixture& fixture = built_fixture();
  const Answer& answer = GetParam();
  fixture.submit(answer.name);
  const Ended ended = fixture.run({"check", "sum_of_both", "--json"});
  EXPECT_EQ(ended.code, 1) << ended.errors;
  const json verdict = ended.json().at(0);
  EXPECT_FALSE(verdict.at("passed").get<bool>());
  EXPECT_LT(verdict.at("points").get<double>(), 10);
  std::set<std::string> said;
  std::string messages;
  for (const json& finding : verdict.at("findings")) {
    said.insert(finding.at("check").get<std::string>() + ": " +
                finding.at("kind").get<std::string>());
    messages += finding.at("message").get<std::string>() + '\n';
  }
  EXPECT_FALSE(said.empty());
  for (const std::string& each : answer.must_say) EXPECT_TRUE(said.contains(each)) << "no " << each;
  for (const std::string& each : said) {
    EXPECT_TRUE(answer.must_say.contains(each) || answer.may_say.contains(each)) << each;
  }
  EXPECT_NE(messages.find(answer.sentence), std::string::npos) << messages;
  // Whatever was said, no check that has lost a test counts it as passed.
  EXPECT_FALSE(fixture.run({"status", "--json"}).json().at("exercises")[0].at("passed"));
  fixture.expect_nothing_left_behind();
}

std::set<std::string> in_all(const std::string& kind) {
  return {"correct: " + kind, "race-free: " + kind, "concurrent: " + kind};
}

/// Of an answer that the screening refuses, too; what it does is seen all the same.
std::set<std::string> with_rules(std::set<std::string> kinds) {
  kinds.insert("rules: forbidden construct");
  return kinds;
}

std::set<std::string> in_all_either(const std::string& kind, const std::string& other) {
  std::set<std::string> both = in_all(kind);
  both.merge(in_all(other));
  return both;
}

INSTANTIATE_TEST_SUITE_P(ThatDoesNotBuild, SubmissionTest,
                         testing::Values(Answer{"does_not_compile",
                                                {"build: does not compile"},
                                                {},
                                                "lessons/01-fixture/sum_of_both.cpp:3:"},
                                         Answer{"does_not_link",
                                                {"build: does not compile"},
                                                {},
                                                "does not link with the grader"},
                                         Answer{"includes_the_solution",
                                                {"build: does not compile"},
                                                {},
                                                "solutions/01-fixture/sum_of_both.cpp"}),
                         name_of);

INSTANTIATE_TEST_SUITE_P(
    ThatStops, SubmissionTest,
    testing::Values(Answer{"deadlock",
                           {"correct: hang", "race-free: deadlock", "concurrent: hang"},
                           {},
                           "every thread waits for another, for ever."},
                    Answer{"waits_for_a_stuck_child",
                           {"rules: forbidden construct", "correct: hang", "race-free: deadlock",
                            "concurrent: hang"},
                           {"correct: wrong result", "race-free: wrong result",
                            "concurrent: wrong result"},
                           "waits to write to a pipe that nobody empties."},
                    Answer{"livelock",
                           {"correct: hang", "race-free: livelock"},
                           {"race-free: hang", "concurrent: livelock"},
                           "the test did not end"},
                    Answer{"serial", {"concurrent: serial"}, {}, "only 1 came"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(ThatCrashes, SubmissionTest,
                         testing::Values(Answer{"null_pointer",
                                                {"correct: crash", "race-free: crash"},
                                                {"concurrent: serial"},
                                                "SEGV"},
                                         Answer{"aborts", in_all("crash"), {}, "ABRT"},
                                         Answer{"exception_in_thread",
                                                in_all("crash"),
                                                {},
                                                "uncaught exception: nobody catches this"}),
                         name_of);

INSTANTIATE_TEST_SUITE_P(
    ThatMisusesMemory, SubmissionTest,
    testing::Values(Answer{"leaks", {"correct: leak"}, {"concurrent: leak"}, "was never freed"},
                    Answer{"reads_freed_memory",
                           {"correct: memory error", "race-free: use after free"},
                           {"concurrent: serial"},
                           "heap-use-after-free"},
                    Answer{"races",
                           {"race-free: data race"},
                           {"race-free: wrong result", "correct: wrong result",
                            "concurrent: wrong result"},
                           "two threads use the same memory"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(ThatBreaksARule, SubmissionTest,
                         testing::Values(Answer{
                             "detaches",
                             {"rules: forbidden construct"},
                             {"race-free: data race"},
                             "uses std::thread::detach: nobody can wait for a detached thread."}),
                         name_of);

const char* const kEndedByItself = "the program ended by itself, with exit code 0";

INSTANTIATE_TEST_SUITE_P(
    ThatEndsEarly, SubmissionTest,
    testing::Values(
        Answer{"exits", in_all("ended early"), {}, kEndedByItself},
        Answer{"exits_at_once", with_rules(in_all("ended early")), {}, kEndedByItself},
        Answer{"exits_in_a_thread", in_all("ended early"), {}, kEndedByItself},
        Answer{"exits_before_main",
               with_rules({"correct: ended early", "race-free: ended early"}),
               {},
               kEndedByItself},
        Answer{"claims_to_have_passed", in_all("ended early"), {}, kEndedByItself},
        Answer{"closes_all_descriptors", in_all("ended early"), {}, "the program ended by itself"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    ThatGoesBeyondItsLimits, SubmissionTest,
    testing::Values(
        Answer{"floods_its_output",  // what is printed under the explorer goes nowhere
               {"correct: resource limit"},
               {"race-free: hang", "race-free: resource limit", "concurrent: hang",
                "concurrent: resource limit"},
               "printed more than 64 KB."},
        Answer{"forks",
               {"correct: resource limit", "race-free: resource limit"},
               {"concurrent: resource limit", "concurrent: hang"},
               "started more than 4 processes."},
        Answer{"leaves_a_daemon",
               with_rules({"correct: process left behind", "race-free: process left behind"}),
               {"concurrent: process left behind"},
               "was still running when the test ended."},
        Answer{"leaves_a_zombie",
               with_rules({"correct: process left behind", "race-free: process left behind"}),
               {"concurrent: process left behind"},
               "it stays a zombie."},
        Answer{"leaks_a_descriptor",
               {"correct: descriptor leak", "race-free: descriptor leak"},
               {"concurrent: descriptor leak"},
               "(/dev/null) was opened during the test and never closed."},
        // Where memory and threads take long to get, the time limit comes first.
        Answer{"allocates_without_end", {}, in_all_either("resource limit", "hang")},
        Answer{"starts_threads_without_end", {}, in_all_either("resource limit", "hang")},
        Answer{"writes_a_huge_file", in_all("resource limit"), {}, "wrote a larger file"}),
    name_of);

TEST(Submission, ThatIsRightPassesWithAllPoints) {
  const Fixture& fixture = built_fixture();
  fixture.submit_file("solutions/01-fixture/sum_of_both.cpp");
  const Ended ended = fixture.run({"check", "sum_of_both"});
  EXPECT_EQ(ended.code, 0) << ended.output << ended.errors;
  EXPECT_EQ(ended.output.rfind("01-fixture/sum_of_both  passed  10 of 10 points\n", 0), 0U)
      << ended.output;
  EXPECT_NE(ended.output.find("Next: 01-fixture/twice"), std::string::npos) << ended.output;
  fixture.expect_nothing_left_behind();
}

TEST(Submission, MayHaveVariablesOutsideOfEveryNamespace) {
  const Fixture& fixture = built_fixture();
  fixture.submit("global_variables");
  const json verdict = fixture.run({"check", "sum_of_both", "--json"}).json().at(0);
  EXPECT_TRUE(verdict.at("passed").get<bool>()) << verdict;
}

TEST(Submission, IsNotJudgedByALinkerThatDiesWithoutAWord) {
  const Fixture& fixture = built_fixture();
  fixture.submit_file("solutions/01-fixture/sum_of_both.cpp");
  const char* const recipe = "build/course/exercises/01-fixture/sum_of_both.json";
  const std::string before = fixture.read(recipe);
  fixture.write("compiler",
                "#!/bin/sh\ncase \"$*\" in *' -c '*) exec c++ \"$@\";; esac\nkill -9 $$\n");
  std::filesystem::permissions(fixture.root() / "compiler", std::filesystem::perms::owner_all);
  fixture.change(recipe, json::parse(before).at("compiler").dump(),
                 json((fixture.root() / "compiler").string()).dump());
  const Ended ended = fixture.run({"check", "sum_of_both"});
  fixture.write(recipe, before);
  EXPECT_EQ(ended.code, 2) << ended.output << ended.errors;
  EXPECT_NE(ended.output.find("the linker did not do its work: it was ended by signal 9 (Killed)."),
            std::string::npos)
      << ended.output;
  fixture.expect_nothing_left_behind();
}

TEST(Submission, ThatIsMissingIsNamed) {
  const Fixture& fixture = built_fixture();
  std::filesystem::remove(fixture.answer());
  const Ended ended = fixture.run({"check", "sum_of_both"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.errors.find("lessons/01-fixture/sum_of_both.cpp: is missing; `./course reset"),
            std::string::npos)
      << ended.errors;
  fixture.expect_nothing_left_behind();
}

TEST(Submission, ThatWarnsShowsTheWarningsInItsOwnPath) {
  const Fixture& fixture = built_fixture();
  fixture.submit_file("solutions/01-fixture/twice.cpp", "twice");
  fixture.change("lessons/01-fixture/twice.cpp", "{ return", "{ int unused; return");
  const Ended ended = fixture.run({"check", "twice"});
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_NE(ended.output.find("the compiler warns"), std::string::npos) << ended.output;
  EXPECT_NE(ended.output.find("lessons/01-fixture/twice.cpp:3:"), std::string::npos);
}

}  // namespace
