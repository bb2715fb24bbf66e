#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "judge/course.hpp"
#include "judge/verdict.hpp"

namespace interleave {

/// What the learner has achieved, remembered in .interleave/progress.json.
struct ExerciseProgress {
  std::string passed_answer;  ///< fingerprint of the answer that passed last, or empty
  double best_points = 0;
  std::size_t hints_shown = 0;
};

/// Never throws for a file that is damaged: says so on stderr, keeps it beside as *.damaged, and
/// begins anew. Not thread-safe; two commands take turns at the file.
class LearnerProgress {
 public:
  explicit LearnerProgress(const Course& course);

  const ExerciseProgress& of(const Exercise& exercise) const;

  /// True if the answer as it is now is the one that passed.
  bool passed(const Exercise& exercise) const;

  void record(const Exercise& exercise, const Verdict& verdict);
  /// Counts one more hint as shown and returns how many are now.
  std::size_t show_one_more_hint(const Exercise& exercise);
  void forget_pass(const Exercise& exercise);

  /// The first exercise that has not been passed, or null; the first behind `after`, if one is left
  /// there.
  const Exercise* next(const Exercise* after = nullptr) const;

 private:
  void update(const Exercise& exercise, const ExerciseProgress& progress);
  void load();

  const Course& course_;
  std::map<std::string, ExerciseProgress> all_;
};

}  // namespace interleave
