// What is written for a class as a whole, and the pages as text. A browser looks at them in
// class_page_test.cpp.

#include "course/class_report.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "class_sample.hpp"
#include "course/class_formats.hpp"
#include "course/class_mistakes.hpp"
#include "course/class_pages.hpp"
#include "course/report.hpp"
#include "fixture.hpp"
#include "judge/errors.hpp"
#include "judge/files.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::ClassResults;
using interleave::grades_csv;
using interleave::html;
using interleave::index_page;
using interleave::read_class_results;
using interleave::submission_page;
using interleave::write_class_reports;
using interleave::testing_tools::class_of;
using interleave::testing_tools::Fixture;
using interleave::testing_tools::hostile_class;
using interleave::testing_tools::passing_verdict;
using interleave::testing_tools::racy_verdict;
using interleave::testing_tools::refused;
using interleave::testing_tools::submission;
using interleave::testing_tools::unbuilt_verdict;
using nlohmann::json;

/// All files below a folder.
std::map<std::string, std::string> files_below(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files[fs::relative(entry.path(), folder).string()] = interleave::read_file(entry.path());
  }
  return files;
}

std::vector<std::string> names_of(const std::map<std::string, std::string>& files) {
  std::vector<std::string> names;
  for (const auto& [name, content] : files) names.push_back(name);
  return names;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t number = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++number;
  }
  return number;
}

TEST(Html, EscapesAllThatIsNotALiteral) {
  EXPECT_EQ(html(R"(<a title="{}">{}</a>)", "\"'<>&", std::string("\x01\xFF")).text(),
            "<a title=\"&quot;&#39;&lt;&gt;&amp;\">\u2401\uFFFD</a>");
  EXPECT_EQ(html("<b>{}</b>{}", html("<i>{}</i>", "<"), 3).text(), "<b><i>&lt;</i></b>3");
}

TEST(WayOfATest, SaysThatWeakMemoryIsSampledWhereEveryScheduleWasRun) {
  interleave::TestResult test{"First.Adds", "explored", true, true};
  test.searched = "every schedule explored (sequentially consistent): 12";
  EXPECT_EQ(interleave::way_of(test), "on every schedule");
  test.searched += ", and weak memory by samples";
  EXPECT_EQ(interleave::way_of(test), "on every schedule with weak memory by samples");
  test.complete = false;
  EXPECT_EQ(interleave::way_of(test), "explored");
}

TEST(ClassReports, AreTheFilesThatTheDocumentationNames) {
  const Fixture fixture;
  const fs::path out = fixture.root() / "out";
  write_class_reports(
      class_of({submission("alice", racy_verdict()), submission("Bob & <i>", passing_verdict()),
                refused("../carol", "no answer")}),
      out);
  EXPECT_EQ(
      names_of(files_below(out)),
      (std::vector<std::string>{"exercism/Bob____i_/01-threads/first/results.json",
                                "exercism/alice/01-threads/first/results.json", "grades.csv",
                                "gradescope/Bob____i_.json", "gradescope/_._carol.json",
                                "gradescope/alice.json", "index.html", "submissions/Bob____i_.html",
                                "submissions/_._carol.html", "submissions/alice.html"}));
  fixture.expect_nothing_left_behind();
}

TEST(ClassReports, OfTheSameClassHaveTheSameBytes) {
  const Fixture fixture;
  std::vector<json> submissions{submission("alice", racy_verdict()),
                                submission("bob", passing_verdict()),
                                submission("Alice", unbuilt_verdict()), refused("dave", "empty")};
  write_class_reports(class_of(submissions), fixture.root() / "first");
  std::reverse(submissions.begin(), submissions.end());
  write_class_reports(class_of(submissions), fixture.root() / "second");
  // Over what is there already, as after an interruption.
  write_class_reports(class_of(submissions), fixture.root() / "second");
  EXPECT_EQ(files_below(fixture.root() / "first"), files_below(fixture.root() / "second"));
}

TEST(ClassReports, OfAnotherFormWriteNothing) {
  const Fixture fixture;
  EXPECT_THROW(write_class_reports(json::object(), fixture.root() / "out"), interleave::InputError);
  EXPECT_FALSE(fs::exists(fixture.root() / "out"));
}

TEST(ClassReports, OfAnEmptyClassSaySo) {
  const Fixture fixture;
  const fs::path out = fixture.root() / "out";
  write_class_reports(class_of({}), out);
  EXPECT_EQ(names_of(files_below(out)), (std::vector<std::string>{"grades.csv", "index.html"}));
  EXPECT_TRUE(holds(interleave::read_file(out / "index.html"), "No submission was graded."));
}

TEST(ClassReports, ReplaceBytesThatAreNoUtf8) {
  const Fixture fixture;
  const fs::path out = fixture.root() / "out";
  interleave::Verdict verdict = racy_verdict();
  verdict.findings[0].message = "\xC3(\xFF";
  write_class_reports(class_of({submission("b\xF6se", verdict)}), out);
  for (const auto& [name, content] : files_below(out)) {
    EXPECT_FALSE(holds(content, "\xF6") || holds(content, "\xFF")) << name;
  }
  EXPECT_TRUE(holds(interleave::read_file(out / "index.html"), "b\uFFFDse"));
}

TEST(ClassReports, OfHostileSubmissionsHoldNoMarkupOfTheirs) {
  const Fixture fixture;
  const fs::path out = fixture.root() / "out";
  write_class_reports(hostile_class(), out);
  for (const auto& [name, content] : files_below(out)) {
    if (!name.ends_with(".html")) continue;
    EXPECT_FALSE(holds(content, "<script")) << name;
    EXPECT_FALSE(holds(content, "<img")) << name;
    EXPECT_FALSE(holds(content, "\x1b")) << name;
    EXPECT_TRUE(holds(content, "&lt;script&gt;")) << name;
    EXPECT_EQ(occurrences(content, "</style>"), 1U) << name;
  }
}

TEST(ClassReports, OfAThousandSubmissionsAreLinear) {
  // Twice the class is twice the text, though all of them have the same name and the same mistake.
  const auto class_of_size = [](std::size_t size) {
    return read_class_results(
        class_of(std::vector<json>(size, submission("a student", racy_verdict()))));
  };
  const ClassResults half = class_of_size(500);
  const ClassResults whole = class_of_size(1000);
  const auto length = [](const ClassResults& results) {
    std::size_t sum = index_page(results).size() + grades_csv(results).size();
    for (std::size_t i = 0; i < results.submissions.size(); ++i) {
      sum += submission_page(results, i).size();
    }
    return sum;
  };
  EXPECT_LT(length(whole), 2.01 * static_cast<double>(length(half)));
  std::set<std::string> names;
  for (const auto& each : whole.submissions) names.insert(each.safe_name);
  EXPECT_EQ(names.size(), 1000U);
  EXPECT_TRUE(names.contains("a_student-1000"));
}

TEST(IndexPage, CountsWhatTwoChecksFoundInTheSameTestOnce) {
  const ClassResults results = read_class_results(
      class_of({submission("alice", racy_verdict()), submission("bob", racy_verdict()),
                submission("carol", unbuilt_verdict())}));
  const auto kinds = interleave::count_kinds(results);
  ASSERT_EQ(kinds.size(), 3U);
  EXPECT_EQ(kinds[0].kind, "data race");
  EXPECT_EQ(kinds[0].findings, 2U);
  EXPECT_EQ(kinds[1].kind, "wrong result");
  EXPECT_EQ(kinds[1].findings, 2U);
  EXPECT_EQ(kinds[2].submissions, 1U);
  const auto mistakes = interleave::common_mistakes(results);
  ASSERT_EQ(mistakes.size(), 3U);
  EXPECT_EQ(mistakes[0].kind, "wrong result");  // of correct, which comes before race-free
  EXPECT_TRUE(mistakes[0].hidden);
  EXPECT_EQ(mistakes[0].submissions, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(mistakes[1].kind, "data race");
  EXPECT_EQ(mistakes[2].kind, "does not compile");
}

TEST(IndexPage, ShowsPointsWithASymbolAndRefusedSubmissionsWithTheirReason) {
  const std::string page = index_page(read_class_results(
      class_of({submission("alice", racy_verdict()), submission("bob", passing_verdict()),
                submission("carol", unbuilt_verdict()), refused("dave", "is no archive")})));
  EXPECT_TRUE(holds(page, R"(<td class="partly">◐ 5</td><td></td>)"));
  EXPECT_TRUE(holds(page, R"(<td class="passed">✓ 10</td>)"));
  EXPECT_TRUE(holds(page, R"(<td class="failed">✗ 0</td>)"));
  EXPECT_TRUE(holds(page, "is no archive"));
  EXPECT_TRUE(holds(page, R"(<a href="submissions/dave.html">)"));
}

TEST(ClassPages, TellNoFindingsOfTheStarterThatStoodInForWhatWasNotHandedIn) {
  json missing = submission("alice", racy_verdict());
  missing["exercises"][0]["missing"].swap(missing["exercises"][0]["files"]);
  const ClassResults results = read_class_results(class_of({missing}));
  EXPECT_TRUE(interleave::count_kinds(results).empty());
  EXPECT_TRUE(interleave::common_mistakes(results).empty());
  EXPECT_TRUE(holds(index_page(results), R"(<td class="faint">– 5</td>)"));
  const std::string page = submission_page(results, 0);
  EXPECT_TRUE(holds(page, "– not handed in"));
  EXPECT_TRUE(holds(page, "the starter's points count"));
  EXPECT_FALSE(holds(page, "data race"));
}

TEST(SubmissionPage, ShowsPlacesAndTheTimeline) {
  const std::string page =
      submission_page(read_class_results(class_of({submission("alice", racy_verdict())})), 0);
  EXPECT_TRUE(holds(page, "5 of 10 points"));
  EXPECT_TRUE(holds(page, "<code>lessons/01-threads/first.cpp:7</code>"));
  EXPECT_TRUE(holds(page, "<pre>++sum;</pre>"));
  EXPECT_TRUE(holds(page, "<pre>the test         thread 1   thread 2\n"));
  EXPECT_TRUE(holds(page, "correct and race-free: First.Private (private)"));
  EXPECT_TRUE(holds(page, "<code>notes.txt</code>"));
}

}  // namespace
