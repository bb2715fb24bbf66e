#include "course/class_report.hpp"

#include <nlohmann/json.hpp>

#include "course/class_formats.hpp"
#include "course/class_pages.hpp"
#include "course/class_results.hpp"
#include "judge/files.hpp"

namespace interleave {

void write_class_reports(const nlohmann::json& results, const std::filesystem::path& out) {
  const ClassResults all = read_class_results(results);
  const auto as_text = [](const nlohmann::json& value) { return value.dump(2) + '\n'; };
  for (std::size_t i = 0; i < all.submissions.size(); ++i) {
    const GradedSubmission& submission = all.submissions[i];
    write_file(out / "gradescope" / (submission.safe_name + ".json"),
               as_text(gradescope_json(all, submission)));
    for (const GradedExercise& exercise : submission.exercises) {
      write_file(out / "exercism" / submission.safe_name / all.exercises[exercise.exercise].id /
                     "results.json",
                 as_text(exercism_json(exercise.verdict)));
    }
    write_file(out / "submissions" / (submission.safe_name + ".html"), submission_page(all, i));
  }
  write_file(out / "grades.csv", grades_csv(all));
  write_file(out / "index.html", index_page(all));
}

}  // namespace interleave
