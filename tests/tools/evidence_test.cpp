#include "judge/evidence.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "one_answer.hpp"

namespace interleave {
namespace {

/// A run of a grader with two tests, of which an answer has said no word.
class EvidenceTest : public testing_tools::OneAnswerTest {
 protected:
  void say(const nlohmann::json& event) { run_.events += event.dump() + '\n'; }
  void begin(const std::string& test) { say({{"event", "begin"}, {"test", test}}); }
  void end(const std::string& test, bool passed) {
    say({{"event", "end"}, {"test", test}, {"how", "repeated"}, {"passed", passed}});
  }
  void report(const std::string& test, const std::string& text) {
    say({{"event", "sanitizer"}, {"test", test}, {"report", text}});
  }

  RunEvidence read() const {
    const Workspace workspace(course_, exercise_, submission());
    return read_evidence(
        run_, {"Twice.One", "Twice.Two"}, [](const auto&) { return Check::kRaceFree; }, {},
        Locator(course_, workspace));
  }

  ProcessResult run_;
};

// A thread that goes on after its test may be in the middle of a report when the test ends.
TEST_F(EvidenceTest, AReportThatComesInTwoIsOne) {
  begin("Twice.One");
  report("Twice.One", "WARNING: ThreadSanitizer: data race (pid=1)\n  Write of size 4 at 0x1 by");
  end("Twice.One", true);
  begin("Twice.Two");
  report("Twice.Two", " thread T1:\n    #0 f() a/a.cpp:1\n");
  end("Twice.Two", true);
  say({{"event", "finished"}});
  run_.end = ProcessResult::End::kExited;
  run_.code = 0;
  const RunEvidence found = read();
  ASSERT_EQ(found.findings.size(), 1U);
  EXPECT_EQ(found.findings[0].kind, "data race");
  EXPECT_EQ(found.findings[0].test, "Twice.One");
  ASSERT_EQ(found.findings[0].places.size(), 1U);
  EXPECT_EQ(found.findings[0].places[0].label, "write by thread T1");
  ASSERT_EQ(found.ended.size(), 2U);
  EXPECT_FALSE(found.ended[0].passed);
  EXPECT_TRUE(found.ended[1].passed);
}

TEST_F(EvidenceTest, LinesThatAreNoEventsCountForNothing) {
  begin("Twice.One");
  run_.events += "null\n5\n[]\n{\"event\": 5}\n{\"event\": \"sanitizer\"}\n{\"event\": \"en";
  run_.end = ProcessResult::End::kExited;
  run_.code = 0;
  const RunEvidence found = read();
  EXPECT_EQ(found.cut_off, "Twice.One");
  ASSERT_EQ(found.findings.size(), 1U);
  EXPECT_EQ(found.findings[0].kind, "ended early");
}

}  // namespace
}  // namespace interleave
