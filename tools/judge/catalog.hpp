#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace interleave {

/// What looks at a submission. `build` and `rules` carry no points: a submission that fails one of
/// them passes nothing.
enum class Check { kBuild, kRules, kCorrect, kRaceFree, kConcurrent };

inline constexpr std::array kChecks{Check::kBuild, Check::kRules, Check::kCorrect, Check::kRaceFree,
                                    Check::kConcurrent};

/// "build", "rules", "correct", "race-free", "concurrent".
std::string_view name_of(Check check);
std::optional<Check> check_named(std::string_view name);

/// A function that an answer must not use: its demangled name without parameters.
struct ForbiddenSymbol {
  std::string symbol;
  std::string because;
};

/// What one run of a grader may use.
struct Limits {
  int seconds = 10;  ///< of processor time for each test; three times as long by the clock
  int memory_mb = 1024;
  int processes = 4;
  int output_kb = 256;
};

struct Exercise {
  std::string lesson;  ///< "01-threads"
  std::string name;    ///< "run_workers"
  std::string title;
  std::vector<std::string> sources;
  std::vector<std::string> rules;
  std::string shape;
  std::vector<std::string> answers;
  std::map<Check, int> points;  ///< the checks that apply, and what each is worth
  std::vector<ForbiddenSymbol> forbidden;
  std::vector<std::string> allowed;  ///< symbols that are forbidden everywhere else: screening.hpp
  std::vector<std::string> hints;
  Limits limits;

  std::string id() const { return lesson + '/' + name; }
  int points_in_all() const;
  /// Whether the answer is a header, which is compiled with the grader's probes.
  bool in_header() const { return shape == "header"; }
  /// Whether it is judged as a program with threads; if not, it is built without.
  bool has_threads() const {
    return points.contains(Check::kRaceFree) || points.contains(Check::kConcurrent);
  }
};

struct Lesson {
  std::string name;
  std::string title;
  std::vector<std::string> sources;
  std::vector<std::string> rules;
  std::vector<Exercise> exercises;
};

struct Catalog {
  std::vector<Lesson> lessons;

  std::vector<const Exercise*> exercises() const;

  /// The exercises that a learner means by `selector`: an exercise ("01-threads/run_workers",
  /// "run_workers"), a lesson ("01-threads", "01"), or the path of an answer file.
  /// Throws InputError, with the nearest name, if there is none.
  std::vector<const Exercise*> select(const std::string& selector) const;
};

/// Reads every lessons/*/lesson.json below `root`. Throws InputError that names the file and the
/// place for anything missing, unknown or out of range.
Catalog load_catalog(const std::filesystem::path& root);

}  // namespace interleave
