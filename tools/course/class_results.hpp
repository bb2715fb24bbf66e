#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "judge/catalog.hpp"
#include "judge/verdict.hpp"

/// What a class has handed in and what it is worth, as read from results.json (docs/results.md).
namespace interleave {

/// An exercise that was graded.
struct ClassExercise {
  std::string id;  ///< "01-threads/run_workers"
  std::string title;
  std::map<Check, int> points;

  std::string lesson() const { return id.substr(0, id.find('/')); }
  std::string name() const { return id.substr(id.find('/') + 1); }
};

struct GradedExercise {
  std::size_t exercise = 0;  ///< which of ClassResults::exercises
  std::vector<std::string> files;
  std::vector<std::string> missing;  ///< answer files for which the starter stood in
  Verdict verdict;

  /// Otherwise all that was graded is the starter's, which shows nobody's mistakes.
  bool handed_in() const { return !files.empty(); }
};

enum class SubmissionStatus { kGraded, kRefused, kFailed };

/// "graded", "refused", "failed".
std::string_view name_of(SubmissionStatus status);

struct GradedSubmission {
  std::string name;
  std::string safe_name;  ///< of its files: see safe_names.hpp
  std::string source;
  SubmissionStatus status = SubmissionStatus::kGraded;
  std::string reason;
  std::vector<std::string> ignored;
  double points = 0;
  double points_at_most = 0;
  std::vector<GradedExercise> exercises;  ///< in the order of ClassResults::exercises

  const GradedExercise* find(std::size_t exercise) const;
};

struct ClassResults {
  std::string course;
  std::vector<ClassExercise> exercises;
  std::vector<GradedSubmission> submissions;  ///< by name

  std::size_t count(SubmissionStatus status) const;
};

/// Reads and checks the document. All of its text is valid UTF-8 from here on. Throws InputError
/// that names what is missing, unknown or of the wrong type.
ClassResults read_class_results(const nlohmann::json& results);

/// The opposite of verdict_json, but for the steps of a schedule: its timeline is kept.
Verdict verdict_from_json(const nlohmann::json& value);

/// Whether a test of that name is a private one, whatever check it belongs to.
bool is_hidden(const Verdict& verdict, const std::string& test);

/// A finding, and the checks that came upon it. The same tests run for `correct` and `race-free`:
/// what both find is one finding.
struct ToldFinding {
  const Finding* finding;
  std::vector<Check> checks;
};
std::vector<ToldFinding> told_once(const Verdict& verdict);

}  // namespace interleave
