#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "judge/catalog.hpp"
#include "judge/isolation.hpp"

namespace interleave {

/// Where things are. The one place that knows the course's folders.
struct Course {
  std::filesystem::path root;
  Catalog catalog;
  /// What keeps submissions from the machine.
  Isolation isolation = Isolation::kNone;

  /// Where graders are built that are not the course's own alone; empty: build/course.
  std::filesystem::path other_build{};

  std::filesystem::path build() const {
    return other_build.empty() ? root / "build" / "course" : other_build;
  }
  /// Programs that graders start.
  std::filesystem::path children() const { return build() / "children"; }
  /// What the learner's commands remember; not under version control.
  std::filesystem::path state() const { return root / ".interleave"; }

  std::filesystem::path lesson(const std::string& name) const { return root / "lessons" / name; }
  std::filesystem::path tests(const Exercise& exercise) const {
    return root / "tests" / exercise.lesson;
  }
  std::filesystem::path contract(const Exercise& exercise) const {
    return lesson(exercise.lesson) / (exercise.name + ".hpp");
  }
  /// The contract, and the headers of the lesson that it includes: contracts may share them.
  std::vector<std::filesystem::path> contract_headers(const Exercise& exercise) const;
  std::filesystem::path grader(const Exercise& exercise) const {
    return tests(exercise) / (exercise.name + "_test.cpp");
  }
  /// What of the grader is compiled with an answer that is a header, sorted: `<name>_probes*.cpp`,
  /// each for itself, and the headers that they share, `<name>_probes*.hpp`. None of another
  /// answer.
  std::vector<std::filesystem::path> probes(const Exercise& exercise) const;
  std::filesystem::path docs(const std::string& lesson_name) const {
    return root / "docs" / (lesson_name + ".md");
  }

  /// `path` as a person in the course's directory would write it.
  std::string shown(const std::filesystem::path& path) const;
};

/// A set of answer files. A starter, a solution, a known-wrong file and a learner's file are all
/// just submissions: nothing that grades them knows which it has.
struct Submission {
  std::string name;                          ///< for reports: "lessons", "wrong/serial", ...
  std::vector<std::filesystem::path> files;  ///< one for each of the exercise's answers, in order
  std::vector<std::string> shown{};          ///< what a person calls them; empty: where they are
};

/// What the learner has written in lessons/.
Submission learner_submission(const Course& course, const Exercise& exercise);
/// The starters as they were handed out: lessons/ holds copies that the learner edits.
Submission starter_submission(const Course& course, const Exercise& exercise);
Submission solution_submission(const Course& course, const Exercise& exercise);
/// tests/<lesson>/<kind>/<exercise>/*.cpp (or .hpp, as its answers are), by name; `kind` is "right"
/// or "wrong".
std::vector<Submission> known_submissions(const Course& course, const Exercise& exercise,
                                          const std::string& kind);

}  // namespace interleave
