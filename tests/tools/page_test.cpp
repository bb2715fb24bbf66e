// The pages of a graded class and of benchmarks in a real browser, where there is one.

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <vector>

#include "class_sample.hpp"
#include "course/bench_reports.hpp"
#include "course/bench_results.hpp"
#include "course/class_report.hpp"
#include "fixture.hpp"
#include "judge/files.hpp"
#include "process/process.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::read_file;
using interleave::write_file;
using interleave::testing_tools::class_of;
using interleave::testing_tools::Fixture;
using interleave::testing_tools::hostile_class;
using interleave::testing_tools::racy_verdict;
using interleave::testing_tools::refused;
using interleave::testing_tools::submission;
using interleave::testing_tools::unbuilt_verdict;

/// What a page's own script would see; it is put into copies of pages only. Tells by how much the
/// page is wider than its window, and counts what a reader without eyes or mouse would miss.
constexpr const char* kProbe = R"~(<script>
addEventListener("load", () => {
  const root = document.documentElement;
  const all = selector => document.querySelectorAll(selector);
  const ids = [...all("[id]")].map(element => element.id);
  const unreachable = [...all(".scroll")].filter(box => box.tabIndex != 0 || !box.ariaLabel);
  const dead = [...all("a[href^='#']")].filter(a => !document.getElementById(a.hash.slice(1)));
  parent.postMessage(
    `too wide by ${root.scrollWidth - root.clientWidth}, ` +
    `headings ${all("h1").length}, main ${all("main").length}, ` +
    `heads without scope ${all("th:not([scope])").length}, ` +
    `tables without caption ${all("table:not(:has(> caption))").length}, ` +
    `boxes out of reach ${unreachable.length}, dead links ${dead.length}, ` +
    `ids twice ${ids.length - new Set(ids).size}.`, "*");
});
</script>)~";

constexpr const char* kGood =
    "too wide by 0, headings 1, main 1, heads without scope 0, tables without caption 0, boxes "
    "out of reach 0, dead links 0, ids twice 0.";

/// Collects what the probes say, a line for each.
constexpr const char* kCollector = R"(<!DOCTYPE html><meta charset="utf-8"><ol></ol><script>
addEventListener("message", event => {
  document.querySelector("ol").append("said: " + event.data + "\n");
});
</script>)";

std::string with(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return std::string(text).replace(at, from.size(), to);
}

class PageTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"chromium", "chromium-browser", "google-chrome"}) {
      if (!browser_) browser_ = interleave::find_program(name);
    }
    if (!browser_) GTEST_SKIP() << "there is no Chromium here to look at the pages";
  }

  fs::path out() const { return fixture_.root() / "out"; }

  /// The document of a page as the browser has it after loading, as HTML.
  std::string document(const fs::path& page) const {
    interleave::ProcessRequest request;
    request.arguments = {browser_->string(),
                         "--headless",
                         "--no-sandbox",
                         "--disable-gpu",
                         "--disable-quic",
                         "--no-first-run",
                         "--disable-background-networking",
                         "--disable-component-update",
                         "--disable-sync",
                         "--disable-dev-shm-usage",
                         "--user-data-dir=" + (fixture_.root() / "browser").string(),
                         "--virtual-time-budget=10000",
                         "--dump-dom",
                         "file://" + page.string()};
    const interleave::ProcessResult result = interleave::run_process(request);
    EXPECT_TRUE(result.succeeded()) << describe_end(result) << '\n' << result.output;
    return result.output;
  }

  /// What the probe says of each page, in a frame as wide as a phone: a browser's own window may
  /// refuse to be that narrow.
  std::vector<std::string> probed_on_a_phone(const std::vector<std::string>& pages) const {
    const fs::path folder = fixture_.root() / "phone";
    std::string frames = kCollector;
    for (std::size_t i = 0; i < pages.size(); ++i) {
      const std::string name = "copy" + std::to_string(i) + ".html";
      const std::string page = with(pages[i], "Content-Security-Policy", "none");
      write_file(folder / name, with(page, "</body>", std::string(kProbe) + "</body>"));
      frames += "<iframe src='" + name + "' style='width: 390px; height: 844px'></iframe>";
    }
    write_file(folder / "frames.html", frames);
    std::vector<std::string> said;
    std::istringstream lines(document(folder / "frames.html"));
    for (std::string line; std::getline(lines, line);) {
      const std::size_t at = line.find("said: too");
      if (at != std::string::npos) said.push_back(line.substr(at + 6));
    }
    return said;
  }

  const Fixture fixture_;
  std::optional<fs::path> browser_;
};

TEST_F(PageTest, ShowsTheClassAndASubmission) {
  interleave::write_class_reports(class_of({submission("alice & bob", racy_verdict())}), out());
  const std::string index = document(out() / "index.html");
  EXPECT_NE(index.find(">alice &amp; bob</bdi></a>"), std::string::npos) << index;
  EXPECT_NE(index.find("◐ 5</td>"), std::string::npos) << index;
  const std::string page = document(out() / "submissions/alice___bob.html");
  EXPECT_NE(page.find("starts thread 1"), std::string::npos) << page;
}

TEST_F(PageTest, RunsNothingOfASubmission) {
  interleave::write_class_reports(hostile_class(), out());
  std::vector<fs::path> pages{out() / "index.html"};
  for (const auto& entry : fs::directory_iterator(out() / "submissions")) {
    pages.push_back(entry.path());
  }
  ASSERT_EQ(pages.size(), 3U);
  for (const fs::path& page : pages) {
    const std::string dom = document(page);
    EXPECT_NE(dom.find("&lt;script&gt;document.title = 'owned'"), std::string::npos) << dom;
    for (const char* element : {"<script", "<img", "<title>owned"}) {
      EXPECT_EQ(dom.find(element), std::string::npos) << element << " in " << page << '\n' << dom;
    }
  }
}

TEST_F(PageTest, HasAPolicyThatStopsAScriptWhichGetsInAllTheSame) {
  interleave::write_class_reports(class_of({}), out());
  const std::string script = "<script>document.title = 'owned'</script></body>";
  const std::string page = with(read_file(out() / "index.html"), "</body>", script);
  write_file(out() / "broken.html", page);
  EXPECT_EQ(document(out() / "broken.html").find("<title>owned"), std::string::npos);
  // Without the policy the same script runs: the test can tell.
  write_file(out() / "unprotected.html", with(page, "Content-Security-Policy", "none"));
  EXPECT_NE(document(out() / "unprotected.html").find("<title>owned"), std::string::npos);
}

TEST_F(PageTest, FitsAPhoneAndServesKeyboardAndScreenReader) {
  // Long words everywhere, and what is really there.
  interleave::write_class_reports(hostile_class(), out());
  interleave::Verdict verdict = racy_verdict();
  verdict.findings[0].message = verdict.findings[1].places[0].text = std::string(500, 'w');
  interleave::write_class_reports(
      class_of({submission(std::string(300, 'n'), verdict), submission("bob", unbuilt_verdict()),
                refused("carol", std::string(300, 'r'))}),
      fixture_.root() / "long");
  std::vector<std::string> pages;
  for (const fs::path& folder : {out(), fixture_.root() / "long"}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.path().extension() == ".html") pages.push_back(read_file(entry.path()));
    }
  }
  ASSERT_EQ(pages.size(), 7U);
  EXPECT_EQ(probed_on_a_phone(pages), std::vector<std::string>(pages.size(), kGood));
  // The test can tell what does not fit.
  const std::string wide =
      with(pages.front(), "<main>", "<main><p style='width: 600px'>wide</p><table></table>");
  const std::vector<std::string> said = probed_on_a_phone({wide});
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said.front().find("too wide by 0"), std::string::npos) << said.front();
  EXPECT_NE(said.front().find("tables without caption 1"), std::string::npos) << said.front();
}

TEST_F(PageTest, DrawsSpeedups) {
  const fs::path library = "/usr/share/javascript/chart.js/chart.min.js";
  if (!fs::exists(library)) GTEST_SKIP() << "there is no Chart.js here: libjs-chart.js";
  interleave::BenchRounds rounds;
  rounds.add("p", R"({"benchmarks": [
    {"name": "machine/compute/workers:1", "real_time": 10, "time_unit": "ms"},
    {"name": "machine/compute/workers:2", "real_time": 11, "time_unit": "ms"},
    {"name": "<b>sum/serial/size:8", "real_time": 9, "time_unit": "ms"},
    {"name": "<b>sum/answer/workers:1/size:8", "real_time": 9, "time_unit": "ms"},
    {"name": "<b>sum/answer/workers:2/size:8", "real_time": 5, "time_unit": "ms"},
    {"name": "tasks/answer/size:10", "real_time": 1, "time_unit": "ms", "label": "cost"},
    {"name": "tasks/answer/size:100", "real_time": 9, "time_unit": "ms", "label": "cost"},
    {"name": "tasks/tbb/size:100", "real_time": 3, "time_unit": "ms"},
    {"name": "tasks/numba", "error_occurred": true, "error_message": "is not installed"}]})",
             "solution");
  const std::string page =
      interleave::bench_page(interleave::bench_report(rounds, 2), read_file(library));
  write_file(out() / "speedups.html", page);
  const std::string dom = document(out() / "speedups.html");
  // Bars, the speedups by workers, and the price by size. The library sets the size of what it has
  // drawn.
  std::size_t drawn = 0;
  for (std::size_t at = dom.find("<canvas"); at != std::string::npos;
       at = dom.find("<canvas", at + 1)) {
    drawn += dom.substr(at, dom.find('>', at) - at).find("height=") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(drawn, 3U) << dom.substr(dom.find("<body"), 4000);
  EXPECT_EQ(dom.find("<b>sum"), std::string::npos);
  EXPECT_EQ(probed_on_a_phone({page}), std::vector<std::string>{kGood});
}

}  // namespace
