// ./course reset: back to the starter, keeping a backup.

#include <fmt/core.h>

#include <chrono>
#include <ctime>

#include "course/commands.hpp"
#include "course/progress.hpp"
#include "judge/files.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

/// A path in .interleave/backups that nothing has yet: "run_workers.cpp.2026-11-21T10-30-00".
fs::path backup_path(const Course& course, const Exercise& exercise, const std::string& file) {
  std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm local{};
  localtime_r(&now, &local);
  std::string stamp(32, '\0');
  stamp.resize(std::strftime(stamp.data(), stamp.size(), "%Y-%m-%dT%H-%M-%S", &local));
  const fs::path folder = course.state() / "backups" / exercise.lesson;
  fs::path path = folder / fmt::format("{}.{}", file, stamp);
  for (int i = 2; fs::exists(path); ++i) path = folder / fmt::format("{}.{}.{}", file, stamp, i);
  return path;
}

}  // namespace

void add_reset_command(CLI::App& app, CommandContext& context) {
  CLI::App* command =
      app.add_subcommand("reset", "Back to the starter; what you wrote is kept as a backup");
  command->footer(
      "Backups are in .interleave/backups; to go back to one, copy it over the "
      "answer.\n\nExamples:\n  ./course reset run_workers");
  auto* selector =
      command->add_option("exercise", "The exercise")->type_name("LESSON/EXERCISE")->required();
  command->callback([&context, selector] {
    const Course course = context.load();
    const Exercise& exercise = one_exercise(course, selector->as<std::string>());
    const Submission mine = learner_submission(course, exercise);
    const Submission starter = starter_submission(course, exercise);
    for (std::size_t i = 0; i < mine.files.size(); ++i) {
      const std::string fresh = read_file(starter.files[i]);
      if (fs::exists(mine.files[i])) {
        const std::string written = read_file(mine.files[i]);
        if (written == fresh) {
          fmt::print("{} is the starter already.\n", course.shown(mine.files[i]));
          continue;
        }
        const fs::path backup = backup_path(course, exercise, exercise.answers[i]);
        write_file(backup, written);
        fmt::print("kept {}\n", course.shown(backup));
      }
      write_file(mine.files[i], fresh);
      fmt::print("{} is the starter again.\n", course.shown(mine.files[i]));
    }
    LearnerProgress(course).forget_pass(exercise);
  });
}

}  // namespace interleave
