// lesson.json, broken in each field: the message names the file and the place.

#include "judge/catalog.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <ostream>

#include "fixture.hpp"
#include "judge/errors.hpp"

namespace {

using interleave::InputError;
using interleave::testing_tools::Ended;
using interleave::testing_tools::Fixture;
using nlohmann::json;

/// What becomes of the JSON at `pointer`: `value`, or nothing.
struct Fault {
  const char* name;
  const char* pointer;
  const char* value;  ///< JSON; null: the field is removed
  const char* place;  ///< what the message must say of where
  const char* what;   ///< and of what
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

// clang-format off
// NOLINTNEXTLINE(modernize-avoid-c-arrays): its length is nobody's to count.
const Fault kFaults[] = {
    {"LessonTitleMissing", "/title", nullptr, "top level", "field \"title\" is missing"},
    {"LessonTitleEmpty", "/title", R"("")", "title", "must be a string"},
    {"LessonTitleNumber", "/title", "3", "title", "must be a string"},
    {"LessonSourcesMissing", "/sources", nullptr, "top level", "field \"sources\" is missing"},
    {"LessonSourcesEmpty", "/sources", "[]", "sources", "at least 1"},
    {"LessonSourcesNumber", "/sources", "[1]", "sources[0]", "must be a string"},
    {"LessonRulesMissing", "/rules", nullptr, "top level", "field \"rules\" is missing"},
    {"LessonRulesText", "/rules", R"("CP.2")", "rules", "must be a list"},
    {"LessonUnknownField", "/colour", "1", "top level", "unknown field \"colour\""},
    {"ExercisesMissing", "/exercises", nullptr, "top level", "field \"exercises\" is missing"},
    {"ExercisesEmpty", "/exercises", "[]", "exercises", "at least 1"},
    {"ExercisesObject", "/exercises", "{}", "exercises", "must be a list"},
    {"ExerciseText", "/exercises/0", R"("a")", "exercises[0]", "must be an object"},
    {"UnknownField", "/exercises/1/colour", "1", "exercises[1]", "unknown field \"colour\""},
    {"NameMissing", "/exercises/0/name", nullptr, "exercises[0]", "field \"name\" is missing"},
    {"NameUpperCase", "/exercises/0/name", R"("Sum")", "exercises[0].name", "lower-case"},
    {"NamePath", "/exercises/0/name", R"("../sum")", "exercises[0].name", "lower-case"},
    {"NameTwice", "/exercises/1/name", R"("sum_of_both")", "exercises", "is taken by lesson"},
    {"TitleMissing", "/exercises/0/title", nullptr, "exercises[0]", "field \"title\" is missing"},
    {"TitleNull", "/exercises/0/title", "null", "exercises[0].title", "must be a string"},
    {"SourcesMissing", "/exercises/0/sources", nullptr, "exercises[0]", "\"sources\" is missing"},
    {"RulesMissing", "/exercises/0/rules", nullptr, "exercises[0]", "\"rules\" is missing"},
    {"ShapeMissing", "/exercises/0/shape", nullptr, "exercises[0]", "\"shape\" is missing"},
    {"ShapeUnknown", "/exercises/0/shape", R"("round")", "exercises[0].shape", "must be"},
    {"AnswersMissing", "/exercises/0/answers", nullptr, "exercises[0]", "\"answers\" is missing"},
    {"AnswersEmpty", "/exercises/0/answers", "[]", "exercises[0].answers", "at least 1"},
    {"AnswerElsewhere", "/exercises/0/answers", R"(["../a.cpp"])", "answers[0]", "the name of"},
    {"AnswerHeader", "/exercises/0/answers", R"(["a.hpp"])", "answers[0]", "of a .cpp file"},
    {"HeaderElsewhere", "/exercises/2/answers", R"(["../a.hpp"])", "answers[0]", "of a .hpp file"},
    {"HeaderSource", "/exercises/2/answers", R"(["a.cpp"])", "answers[0]", "of a .hpp file"},
    {"HeaderContract", "/exercises/2/answers", R"(["larger.hpp"])", "answers[0]", "is the contract"},
    {"HeaderTwo", "/exercises/2/answers", R"(["a.hpp", "b.hpp"])", "answers", "one file where"},
    {"ChecksMissing", "/exercises/0/checks", nullptr, "exercises[0]", "\"checks\" is missing"},
    {"ChecksList", "/exercises/0/checks", "[]", "exercises[0].checks", "must be an object"},
    {"CheckUnknown", "/exercises/0/checks/fast", "1", "exercises[0].checks", "unknown field"},
    {"CorrectMissing", "/exercises/0/checks/correct", nullptr, "exercises[0].checks", "missing"},
    {"PointsZero", "/exercises/0/checks/correct", "0", "checks.correct", "from 1 to 1000"},
    {"PointsTooMany", "/exercises/0/checks/race-free", "1001", "checks.race-free", "from 1 to"},
    {"PointsFraction", "/exercises/0/checks/concurrent", "1.5", "checks.concurrent", "whole"},
    {"ForbiddenObject", "/exercises/0/forbidden", "{}", "exercises[0].forbidden", "a list"},
    {"ForbiddenSymbol", "/exercises/0/forbidden/0/symbol", nullptr, "forbidden[0]", "\"symbol\""},
    {"ForbiddenBecause", "/exercises/0/forbidden/0/because", nullptr, "forbidden[0]", "because"},
    {"ForbiddenUnknown", "/exercises/0/forbidden/0/why", "1", "forbidden[0]", "unknown field"},
    {"HintsMissing", "/exercises/0/hints", nullptr, "exercises[0]", "\"hints\" is missing"},
    {"HintsOne", "/exercises/0/hints", R"(["one"])", "exercises[0].hints", "at least 2"},
    {"HintEmpty", "/exercises/0/hints/1", R"("")", "exercises[0].hints[1]", "must be a string"},
    {"LimitsMissing", "/exercises/0/limits", nullptr, "exercises[0]", "\"limits\" is missing"},
    {"LimitsUnknown", "/exercises/0/limits/cpus", "1", "exercises[0].limits", "unknown field"},
    {"SecondsMissing", "/exercises/0/limits/seconds", nullptr, "exercises[0].limits", "missing"},
    {"SecondsZero", "/exercises/0/limits/seconds", "0", "limits.seconds", "from 1 to 600"},
    {"SecondsText", "/exercises/0/limits/seconds", R"("9")", "limits.seconds", "whole number"},
    {"MemoryMissing", "/exercises/0/limits/memory_mb", nullptr, "exercises[0].limits", "missing"},
    {"MemoryTooSmall", "/exercises/0/limits/memory_mb", "63", "limits.memory_mb", "from 64"},
    {"ProcessesHuge", "/exercises/0/limits/processes", "1e30", "limits.processes", "whole number"},
    {"ProcessesMissing", "/exercises/0/limits/processes", nullptr, "limits", "missing"},
    {"OutputNegative", "/exercises/0/limits/output_kb", "-1", "limits.output_kb", "from 1"},
    {"OutputMissing", "/exercises/0/limits/output_kb", nullptr, "limits", "missing"},
};
// clang-format on

class BrokenLesson : public testing::TestWithParam<Fault> {};

TEST_P(BrokenLesson, IsRefusedWithFileAndPlace) {
  const Fixture fixture;
  const Fault& fault = GetParam();
  json lesson = json::parse(fixture.read("lessons/01-fixture/lesson.json"));
  const json::json_pointer pointer(fault.pointer);
  if (fault.value == nullptr) {
    lesson.at(pointer.parent_pointer()).erase(pointer.back());
  } else {
    lesson[pointer] = json::parse(fault.value);
  }
  fixture.write("lessons/01-fixture/lesson.json", lesson.dump(2));
  try {
    interleave::load_catalog(fixture.root());
    FAIL() << "was accepted";
  } catch (const InputError& error) {
    const std::string message = error.what();
    EXPECT_EQ(message.rfind("lessons/01-fixture/lesson.json: ", 0), 0U) << message;
    EXPECT_NE(message.find(fault.place), std::string::npos) << message;
    EXPECT_NE(message.find(fault.what), std::string::npos) << message;
  }
}

INSTANTIATE_TEST_SUITE_P(Each, BrokenLesson, testing::ValuesIn(kFaults),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(Catalog, OfTheFixtureIsRead) {
  const Fixture fixture;
  const interleave::Catalog catalog = interleave::load_catalog(fixture.root());
  ASSERT_EQ(catalog.exercises().size(), 3U);
  EXPECT_EQ(catalog.exercises()[0]->id(), "01-fixture/sum_of_both");
  EXPECT_EQ(catalog.exercises()[0]->points_in_all(), 10);
  EXPECT_EQ(catalog.exercises()[1]->limits.seconds, 3);
  EXPECT_FALSE(catalog.exercises()[1]->in_header());
  EXPECT_TRUE(catalog.exercises()[2]->in_header());
}

TEST(Catalog, SelectsByLessonNumberExerciseAndFile) {
  const Fixture fixture;
  const interleave::Catalog catalog = interleave::load_catalog(fixture.root());
  for (const char* lesson : {"01", "01-fixture", "lessons/01-fixture/"}) {
    EXPECT_EQ(catalog.select(lesson).size(), 3U) << lesson;
  }
  for (const char* exercise : {"twice", "01-fixture/twice", "lessons/01-fixture/twice.cpp"}) {
    ASSERT_EQ(catalog.select(exercise).size(), 1U) << exercise;
    EXPECT_EQ(catalog.select(exercise)[0]->name, "twice");
  }
  ASSERT_EQ(catalog.select("lessons/01-fixture/larger_body.hpp").size(), 1U);
  EXPECT_EQ(catalog.select("lessons/01-fixture/larger_body.hpp")[0]->name, "larger");
}

TEST(BrokenCatalog, EndsEveryCommandWithExitCode2) {
  const Fixture fixture;
  fixture.write("lessons/01-fixture/lesson.json", "{\"title\": \"half a");
  for (const char* command : {"status", "check", "watch", "hint", "verify"}) {
    const Ended ended = fixture.run({command});
    EXPECT_EQ(ended.code, 2) << command;
    EXPECT_NE(ended.errors.find("lessons/01-fixture/lesson.json: no valid JSON: "),
              std::string::npos)
        << ended.errors;
    EXPECT_NE(ended.errors.find("line 1"), std::string::npos) << ended.errors;
  }
  fixture.expect_nothing_left_behind();
}

TEST(BrokenCatalog, NamesALessonsFolderThatIsNotThere) {
  const Fixture fixture;
  std::filesystem::remove_all(fixture.root() / "lessons");
  const Ended ended = fixture.run({"status"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.errors.find("the course's directory?"), std::string::npos) << ended.errors;
}

}  // namespace
