// ./course grade on a class of thirty whose grades are known, also killed at any moment.

#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <map>
#include <set>
#include <sstream>

#include "course/terminal.hpp"
#include "fixture.hpp"
#include "judge/files.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::points_text;
using interleave::read_file;
using interleave::testing_tools::built_fixture;
using interleave::testing_tools::Ended;
using interleave::testing_tools::Fixture;
using interleave::testing_tools::RunningProgram;
using nlohmann::json;

/// A file of the fixture, and what it is worth as an answer.
struct Known {
  const char* file;
  double points;
};

// Each of them gets the same verdict in every run, because no test of it depends on luck.
constexpr std::array<Known, 6> kSums{{
    {"solutions/01-fixture/sum_of_both.cpp", 10},
    {"tests/01-fixture/right/sum_of_both/async.cpp", 10},
    {"tests/01-fixture/right/sum_of_both/atomic.cpp", 10},
    {"tests/01-fixture/wrong/sum_of_both/serial.cpp", 8},
    {"tests/01-fixture/wrong/sum_of_both/one_part.cpp", 0},
    {"tests/01-fixture/starter/sum_of_both.cpp", 0},
}};
constexpr std::array<Known, 5> kTwices{{
    {"solutions/01-fixture/twice.cpp", 3},
    {"tests/01-fixture/right/twice/product.cpp", 3},
    {"tests/01-fixture/wrong/twice/square.cpp", 1.5},
    {"tests/01-fixture/wrong/twice/thrice.cpp", 1.5},
    {"tests/01-fixture/starter/twice.cpp", 0},
}};
constexpr std::size_t kStudents = 30;

std::string name_of_student(std::size_t number) {
  return std::string(number < 10 ? "s0" : "s") + std::to_string(number);
}

const Known& sum_of(std::size_t student) { return kSums.at(student % kSums.size()); }
const Known& twice_of(std::size_t student) { return kTwices.at(student % kTwices.size()); }

/// Folders, archives and flat ones; every third leaves `twice` out, which counts as the starter.
void hand_in(const Fixture& fixture, const fs::path& folder) {
  fs::create_directories(folder);
  for (std::size_t student = 0; student < kStudents; ++student) {
    const fs::path place = folder / name_of_student(student);
    const fs::path lesson = student % 2 == 0 ? place / "lessons/01-fixture" : place;
    fs::create_directories(lesson);
    fs::copy_file(fixture.root() / sum_of(student).file, lesson / "sum_of_both.cpp");
    if (student % 3 != 0) {
      fs::copy_file(fixture.root() / twice_of(student).file, lesson / "twice.cpp");
    }
    if (student % 5 == 0) {
      EXPECT_EQ(
          RunningProgram({"tar", "czf", place.string() + ".tgz", "-C", place.string(), "."}, folder)
              .wait()
              .code,
          0);
      fs::remove_all(place);
    }
  }
}

std::string expected_grades() {
  std::string rows =
      "name,status,points,points_at_most,01-fixture/sum_of_both,01-fixture/twice,reason\r\n";
  for (std::size_t student = 0; student < kStudents; ++student) {
    const double sum = sum_of(student).points;
    const double twice = student % 3 != 0 ? twice_of(student).points : 0;
    rows += name_of_student(student) + ",graded," + points_text(sum + twice) + ",13," +
            points_text(sum) + ',' + points_text(twice) + ",\r\n";
  }
  return rows;
}

std::vector<fs::path> verdicts_in(const fs::path& out) {
  std::vector<fs::path> found;
  if (!fs::exists(out / "verdicts")) return found;
  for (const auto& entry : fs::recursive_directory_iterator(out / "verdicts")) {
    if (entry.path().extension() == ".json") found.push_back(entry.path());
  }
  return found;
}

/// All that people read, by name: not what the tool keeps for itself.
std::map<std::string, std::string> reports_in(const fs::path& out) {
  std::map<std::string, std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(out)) {
    const std::string name = entry.path().lexically_relative(out).string();
    if (entry.is_regular_file() && name.rfind("state/", 0) != 0) found[name] = read_file(entry);
  }
  return found;
}

class Grade : public testing::Test {
 protected:
  Grade() : fixture_(built_fixture()) {
    fs::remove_all(folder());
    fs::remove_all(out());
  }
  ~Grade() override {
    fs::remove_all(folder());
    fs::remove_all(out());
  }
  fs::path folder() const { return fixture_.root() / "handed in"; }
  fs::path out() const { return fixture_.root() / "grades"; }

  std::vector<std::string> arguments(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all{"grade",  folder().string(), "--out",  out().string(),
                                 "--only", "sum_of_both",     "--only", "twice"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  const Fixture& fixture_;
};

TEST_F(Grade, GivesAClassOfThirtyTheGradesThatItDeserves) {
  hand_in(fixture_, folder());
  const Ended ended = fixture_.run(arguments());
  EXPECT_EQ(ended.code, 0) << ended.output << ended.errors;
  EXPECT_EQ(read_file(out() / "grades.csv"), expected_grades());
  // Each different answer was graded once, however often it was handed in.
  EXPECT_EQ(verdicts_in(out()).size(), std::size(kSums) + std::size(kTwices));
  fixture_.expect_nothing_left_behind();

  // Again: nothing is graded, and nothing differs.
  const auto before = reports_in(out());
  std::set<fs::file_time_type> times;
  for (const fs::path& verdict : verdicts_in(out())) times.insert(fs::last_write_time(verdict));
  EXPECT_EQ(fixture_.run(arguments()).code, 0);
  EXPECT_EQ(reports_in(out()), before);
  std::set<fs::file_time_type> times_again;
  for (const fs::path& verdict : verdicts_in(out())) {
    times_again.insert(fs::last_write_time(verdict));
  }
  EXPECT_EQ(times_again, times);

  // What failed is graded anew; what it was stays beside it.
  EXPECT_EQ(fixture_.run(arguments({"--rerun", "failed", "--jobs", "1"})).code, 0);
  EXPECT_EQ(read_file(out() / "grades.csv"), expected_grades());
  std::size_t failed = 0;
  for (const Known& known : kSums) failed += known.points < 10 ? 1U : 0U;
  for (const Known& known : kTwices) failed += known.points < 3 ? 1U : 0U;
  EXPECT_EQ(verdicts_in(out()).size(), std::size(kSums) + std::size(kTwices) + failed);
}

TEST_F(Grade, GoesOnWhereItWasKilledAndEndsWithTheSameBytes) {
  hand_in(fixture_, folder());
  ASSERT_EQ(fixture_.run(arguments()).code, 0);
  const auto undisturbed = reports_in(out());
  fs::remove_all(out());
  for (std::size_t done = 0; done < std::size(kSums) + std::size(kTwices); done += 2) {
    RunningProgram grade(fixture_.command(arguments()), fixture_.root());
    grade.wait_until([&] { return verdicts_in(out()).size() >= done; });
    grade.send(SIGKILL);
    EXPECT_EQ(grade.wait().code, -SIGKILL);
  }
  EXPECT_EQ(fixture_.run(arguments()).code, 0);
  EXPECT_EQ(reports_in(out()), undisturbed);
  fixture_.expect_nothing_left_behind();
}

TEST_F(Grade, EndsCleanlyWhenInterrupted) {
  hand_in(fixture_, folder());
  RunningProgram grade(fixture_.command(arguments()), fixture_.root());
  grade.wait_until([&] { return !verdicts_in(out()).empty(); });
  grade.send(SIGINT);
  EXPECT_EQ(grade.wait().code, 130);
  fixture_.expect_nothing_left_behind();
}

TEST_F(Grade, GivesARowToWhatItRefusesAndToWhatItCannotJudge) {
  fs::create_directories(folder() / "good");
  fs::create_directories(folder() / "nothing");
  fs::copy_file(fixture_.root() / "solutions/01-fixture/twice.cpp", folder() / "good/twice.cpp");
  fixture_.write("handed in/text", "no archive");
  const char* const recipe = "build/course/exercises/01-fixture/twice.json";
  const std::string before = fixture_.read(recipe);
  // The compiler ends the process that grades.
  fixture_.write("compiler", "#!/bin/sh\nkill -9 $PPID\n");
  fs::permissions(fixture_.root() / "compiler", fs::perms::owner_all);
  fixture_.change(recipe, json::parse(before).at("compiler").dump(),
                  json((fixture_.root() / "compiler").string()).dump());
  const Ended ended = fixture_.run(arguments({"--sandbox=none"}));
  fixture_.write(recipe, before);
  EXPECT_EQ(ended.code, 2) << ended.output << ended.errors;
  json rows = json::parse(read_file(out() / "results.json")).at("submissions");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].at("status"), "failed");
  EXPECT_NE(rows[0].at("reason").get<std::string>().find(
                "01-fixture/twice: the tool was ended by signal 9"),
            std::string::npos)
      << rows[0].at("reason");
  EXPECT_EQ(rows[1].at("status"), "refused");
  EXPECT_EQ(rows[2].at("status"), "refused");

  // The next run tries again.
  EXPECT_EQ(fixture_.run(arguments()).code, 0);
  rows = json::parse(read_file(out() / "results.json")).at("submissions");
  EXPECT_EQ(rows[0].at("status"), "graded");
  EXPECT_EQ(rows[0].at("points"), 3);
}

TEST_F(Grade, AddsHiddenTests) {
  fs::create_directories(folder() / "square");
  fs::copy_file(fixture_.root() / "tests/01-fixture/wrong/twice/square.cpp",
                folder() / "square/twice.cpp");
  fixture_.write("hidden/01-fixture/twice_test.cpp",
                 "#include \"twice.hpp\"\n"
                 "#include <gtest/gtest.h>\n"
                 "TEST(TwicePrivate, IsRightForTwo) { EXPECT_EQ(twice(2), 4); }\n");
  fixture_.write("hidden/seeds.json", "[3, 4]\n");
  const fs::path hidden = fixture_.root() / "hidden";
  const Ended ended = fixture_.run({"grade", folder().string(), "--out", out().string(), "--only",
                                    "twice", "--private", hidden.string()});
  ASSERT_EQ(ended.code, 0) << ended.output << ended.errors;
  const json row = json::parse(read_file(out() / "results.json")).at("submissions")[0];
  std::map<std::string, std::pair<bool, bool>> tests;  // hidden, passed
  for (const json& check : row.at("exercises")[0].at("verdict").at("checks")) {
    for (const json& test : check.at("tests")) {
      tests[test.at("name")] = {test.value("hidden", false), test.at("passed").get<bool>()};
    }
  }
  EXPECT_EQ(tests.at("TwicePrivate.IsRightForTwo"), std::pair(true, true));
  EXPECT_GT(tests.size(), 1U);
  for (const auto& [name, told] : tests) EXPECT_EQ(told.first, name.rfind("TwicePrivate", 0) == 0);

  fixture_.write("hidden/01-fixture/stray_test.cpp", "");
  const Ended refused = fixture_.run(
      {"grade", folder().string(), "--out", out().string(), "--private", hidden.string()});
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.errors.find("stray_test.cpp: is no test of an exercise"), std::string::npos)
      << refused.errors;
  fs::remove_all(hidden);
}

TEST_F(Grade, RefusesWhatItCannotDo) {
  const Ended missing = fixture_.run(arguments());
  EXPECT_EQ(missing.code, 2) << missing.errors;
  fs::create_directories(folder() / "somebody");
  const Ended nested =
      fixture_.run({"grade", folder().string(), "--out", (folder() / "grades").string()});
  EXPECT_EQ(nested.code, 2);
  EXPECT_NE(nested.errors.find("must not be in the folder of the submissions"), std::string::npos)
      << nested.errors;
  fixture_.write("exempt.json", R"({"01-fixture/none": ["_exit"]})");
  const Ended exempt =
      fixture_.run(arguments({"--exempt", (fixture_.root() / "exempt.json").string()}));
  EXPECT_EQ(exempt.code, 2);
  EXPECT_NE(exempt.errors.find("there is no exercise 01-fixture/none"), std::string::npos)
      << exempt.errors;
  fs::remove(fixture_.root() / "exempt.json");
}

}  // namespace
