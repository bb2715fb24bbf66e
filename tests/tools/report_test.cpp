#include "course/report.hpp"

#include <gtest/gtest.h>

namespace {

using interleave::Check;
using interleave::Exercise;
using interleave::Finding;
using interleave::Verdict;

Verdict with_findings(const std::vector<std::string>& kinds) {
  Verdict verdict;
  verdict.exercise = "01-threads/first";
  verdict.checks[Check::kRaceFree] = {true, {{"First.Adds", "explored", false, false, {}}}, 3, 0};
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    Finding finding;
    finding.check = Check::kRaceFree;
    finding.kind = kinds[i];
    finding.message = "number " + std::to_string(i);
    verdict.findings.push_back(finding);
  }
  return verdict;
}

std::string text_of(const std::vector<std::string>& kinds) {
  Exercise exercise;
  exercise.answers = {"first.cpp"};
  return interleave::verdict_text(with_findings(kinds), exercise);
}

TEST(VerdictText, ManyFindingsOfAKindHideNoOtherKind) {
  const std::string text =
      text_of({"data race", "data race", "data race", "data race", "deadlock"});
  const std::size_t race = text.find("number 0");
  const std::size_t deadlock = text.find("number 4");
  const std::size_t second_race = text.find("number 1");
  ASSERT_NE(race, std::string::npos) << text;
  ASSERT_NE(deadlock, std::string::npos) << text;
  ASSERT_NE(second_race, std::string::npos) << text;
  EXPECT_LT(race, deadlock);
  EXPECT_LT(deadlock, second_race);
  EXPECT_NE(text.find("... and 2 more (2 data race); --json shows all"), std::string::npos) << text;
}

TEST(VerdictText, SaysWhatKindsAreNotShown) {
  const std::string text = text_of({"deadlock", "leak", "crash", "data race", "hang", "data race"});
  EXPECT_NE(text.find("... and 3 more (2 data race, 1 hang); --json"), std::string::npos) << text;
}

TEST(VerdictText, SaysNothingOfMoreWhereAllIsShown) {
  const std::string text = text_of({"deadlock", "leak", "crash"});
  EXPECT_EQ(text.find("more"), std::string::npos) << text;
}

}  // namespace
