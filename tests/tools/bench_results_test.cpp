#include "course/bench_results.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "course/bench_reports.hpp"
#include "judge/errors.hpp"

namespace interleave {
namespace {

using nlohmann::json;

/// As Google Benchmark prints it.
std::string said(const std::vector<std::pair<std::string, double>>& milliseconds) {
  json runs = json::array();
  for (const auto& [name, ms] : milliseconds) {
    runs.push_back({{"name", name}, {"real_time", ms}, {"time_unit", "ms"}});
  }
  return json{{"context", json::object()}, {"benchmarks", runs}}.dump();
}

json way_of(const json& report, const std::string& job, const std::string& way, int workers = 0) {
  for (const json& each : report.at("jobs")) {
    if (each.at("job") != job) continue;
    for (const json& found : each.at("ways")) {
      if (found.at("way") == way && found.value("workers", 0) == workers) return found;
    }
  }
  return nullptr;
}

TEST(BenchSpread, IsTheMiddleAndTheQuartiles) {
  EXPECT_EQ(spread_of({5}).median, 5);
  EXPECT_EQ(spread_of({5}).low, 5);
  EXPECT_EQ(spread_of({1, 2}).median, 1.5);
  const Spread spread = spread_of({50, 10, 40, 20, 30});
  EXPECT_EQ(spread.low, 20);
  EXPECT_EQ(spread.median, 30);
  EXPECT_EQ(spread.high, 40);
}

TEST(BenchRounds, CompareWhatMetTheSameMachine) {
  BenchRounds rounds;
  // The second round is ten times as slow, for both.
  rounds.add("p", said({{"sum/serial/real_time", 10}, {"sum/answer/workers:2/real_time", 5}}), "x");
  rounds.add("p", said({{"sum/serial/real_time", 100}, {"sum/answer/workers:2/real_time", 50}}),
             "x");
  const BenchPoint serial{"sum", "serial", 0, 0};
  const BenchPoint answer{"sum", "x", 2, 0};
  ASSERT_TRUE(rounds.ratio(serial, answer));
  EXPECT_EQ(rounds.ratio(serial, answer)->low, 2);
  EXPECT_EQ(rounds.ratio(serial, answer)->high, 2);
  EXPECT_FALSE(rounds.ratio(serial, BenchPoint{"sum", "x", 3, 0}));
}

TEST(BenchRounds, ReadAllUnits) {
  BenchRounds rounds;
  for (const char* unit : {"ns", "us", "ms", "s"}) {
    rounds.add(
        "p",
        json{{"benchmarks",
              {{{"name", std::string("job/") + unit}, {"real_time", 2}, {"time_unit", unit}}}}}
            .dump(),
        "answer");
  }
  const auto ms = [&](const char* way) {
    return rounds.points().at(BenchPoint{"job", way, 0, 0}).milliseconds.at(0);
  };
  EXPECT_DOUBLE_EQ(ms("ns"), 2e-6);
  EXPECT_DOUBLE_EQ(ms("us"), 2e-3);
  EXPECT_DOUBLE_EQ(ms("ms"), 2);
  EXPECT_DOUBLE_EQ(ms("s"), 2e3);
}

TEST(BenchRounds, NameTheProgramThatPrintsSomethingElse) {
  for (const char* output : {"", "no benchmarks", "{}", R"({"benchmarks": [{"name": "alone"}]})",
                             R"({"benchmarks": [{"name": "a/b", "real_time": "fast"}]})"}) {
    BenchRounds rounds;
    try {
      rounds.add("bench/peers/broken.py", output, "answer");
      ADD_FAILURE() << output;
    } catch (const InputError& error) {
      EXPECT_EQ(std::string(error.what()).rfind("bench/peers/broken.py: ", 0), 0U) << error.what();
    }
  }
}

TEST(SerialPart, IsThatOfAmdahlsLaw) {
  std::map<int, double> speedups;
  for (const int workers : {1, 2, 4, 8}) speedups[workers] = amdahl(0.25, workers);
  EXPECT_NEAR(serial_part(speedups, 16).value(), 0.25, 0.001);
  EXPECT_EQ(amdahl(0, 8), 8);
  EXPECT_EQ(amdahl(1, 8), 1);
}

TEST(SerialPart, TakesNoMoreFromTheMachineThanItHas) {
  // Two processors that are worth 1.5: nothing is serial, more workers only cannot help.
  EXPECT_NEAR(serial_part({{1, 1}, {2, 1.5}, {4, 1.5}, {8, 1.5}}, 1.5).value(), 0, 0.001);
  EXPECT_FALSE(serial_part({{2, 1.5}}, 2));
  EXPECT_FALSE(serial_part({{1, 1}, {2, 1}}, 1)) << "nothing can be said on one processor";
}

class BenchReport : public testing::Test {
 protected:
  BenchReport() {
    rounds_.add("machine",
                said({{"machine/compute/workers:1/real_time", 10},
                      {"machine/compute/workers:4/real_time", 20},
                      {"machine/memory/workers:1/real_time", 10},
                      {"machine/memory/workers:4/real_time", 40}}),
                "answer");
    rounds_.add("solutions",
                said({{"sum/serial/real_time", 100},
                      {"sum/answer/workers:1/real_time", 100},
                      {"sum/answer/workers:2/real_time", 50},
                      {"sum/tbb/real_time", 40}}),
                "solution");
    rounds_.add("python", said({{"sum/python serial", 1000}, {"sum/python pool", 500}}), "answer");
    rounds_.add("lessons", said({{"sum/answer/workers:2/real_time", 80}}), "answer");
    rounds_.add("peers", R"({"benchmarks": [{"name": "sum/numba", "error_occurred": true,
                             "error_message": "is not installed"}]})",
                "answer");
  }

  BenchRounds rounds_;
};

TEST_F(BenchReport, MeasuresEachAgainstItsLanguageAndTheMachine) {
  const json report = bench_report(rounds_, 4);
  EXPECT_EQ(report.at("compute_capacity").at("median"), 2);
  EXPECT_EQ(report.at("memory_capacity").at("median"), 1);
  EXPECT_EQ(report.at("jobs").size(), 1U) << "the machine is no job";
  EXPECT_EQ(way_of(report, "sum", "solution", 2).at("speedup").at("median"), 2);
  EXPECT_EQ(way_of(report, "sum", "solution", 2).at("of_limit"), 1);
  EXPECT_EQ(way_of(report, "sum", "answer", 2).at("speedup").at("median"), 1.25);
  EXPECT_EQ(way_of(report, "sum", "python pool").at("speedup").at("median"), 2);
  EXPECT_EQ(way_of(report, "sum", "python pool").at("beside_serial"), 0.2);
  EXPECT_EQ(way_of(report, "sum", "numba").at("error"), "is not installed");
}

TEST_F(BenchReport, KnowsWhatHasFailed) {
  rounds_.add("peers", R"({"benchmarks": [{"name": "sum/wrong", "error_occurred": true,
                           "error_message": "gives another result"}]})",
              "answer");
  const json report = bench_report(rounds_, 4);
  EXPECT_TRUE(has_failed(way_of(report, "sum", "wrong")));
  EXPECT_FALSE(has_failed(way_of(report, "sum", "numba")));
  EXPECT_FALSE(has_failed(way_of(report, "sum", "serial")));
}

TEST_F(BenchReport, SetsTheSolutionBesideTheBestPeer) {
  const json best = bench_report(rounds_, 4).at("jobs").at(0).at("best_peer");
  EXPECT_EQ(best.at("way"), "tbb");
  EXPECT_EQ(best.at("solution_is_faster").at("median"), 0.8);
}

TEST_F(BenchReport, KnowsWhatLimitsAJob) {
  rounds_.add("copies",
              R"({"benchmarks": [
                {"name": "copy/serial", "real_time": 8, "time_unit": "ms", "label": "memory"},
                {"name": "copy/answer/workers:2", "real_time": 4, "time_unit": "ms"}]})",
              "solution");
  EXPECT_EQ(way_of(bench_report(rounds_, 4), "copy", "solution", 2).at("of_limit"), 2);
  rounds_.add("waits",
              R"({"benchmarks": [
                {"name": "wait/serial", "real_time": 8, "time_unit": "ms", "label": "waiting"},
                {"name": "wait/answer/workers:16", "real_time": 1, "time_unit": "ms"}]})",
              "solution");
  EXPECT_EQ(way_of(bench_report(rounds_, 4), "wait", "solution", 16).at("of_limit"), 0.5);
}

TEST_F(BenchReport, TellsThePriceOfOneWhereThatIsAsked) {
  rounds_.add("tasks",
              R"({"benchmarks": [
                {"name": "tasks/serial/size:1000", "real_time": 1, "time_unit": "us"},
                {"name": "tasks/python serial/size:1000", "real_time": 1, "time_unit": "us"},
                {"name": "tasks/python pool/size:1000", "real_time": 9, "time_unit": "ms"},
                {"name": "tasks/tbb/size:1000", "real_time": 2, "time_unit": "ms"},
                {"name": "tasks/answer/workers:1/size:1000", "real_time": 3, "time_unit": "ms",
                 "label": "cost"},
                {"name": "tasks/answer/workers:2/size:1000", "real_time": 4, "time_unit": "ms",
                 "label": "cost"}]})",
              "solution");
  const json report = bench_report(rounds_, 4);
  const json one = way_of(report, "tasks", "solution", 1);
  EXPECT_EQ(one.at("each_ns"), 3000);
  EXPECT_FALSE(one.contains("of_limit"));
  EXPECT_EQ(way_of(report, "tasks", "python pool").at("each_ns"), 9000);
  const json& job = report.at("jobs").at(1);
  EXPECT_TRUE(job.at("scaling").empty());
  EXPECT_EQ(job.at("solution"), one);
  EXPECT_NEAR(job.at("best_peer").at("solution_is_faster").at("median").get<double>(), 2 / 3.0,
              1e-9);
  EXPECT_NE(bench_text(report).find("3000     0.67  tbb"), std::string::npos) << bench_text(report);
}

TEST_F(BenchReport, IsToldInATable) {
  json report = bench_report(rounds_, 4);
  report["missing"] = {"python3"};
  const std::string text = bench_text(report);
  for (const char* part :
       {"python3 is not installed", "4 busy threads do 2.00 times the work of one", "solution, 2",
        "numba", "is not installed", "0.200 times as fast as C++, serial",
        "0.80 times as fast as the best peer, tbb"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << '\n' << text;
  }
}

TEST_F(BenchReport, IsAPageInWhichNothingEndsTheScript) {
  rounds_.add("odd", said({{"<!--/serial", 1}}), "answer");
  const std::string page = bench_page(bench_report(rounds_, 4), "/* charts */");
  EXPECT_EQ(page.find("<!--"), std::string::npos);
  EXPECT_NE(page.find("&lt;!--"), std::string::npos);
  EXPECT_NE(page.find("\\u003c!--"), std::string::npos);
  EXPECT_NE(page.find("/* charts */"), std::string::npos);
}

}  // namespace
}  // namespace interleave
