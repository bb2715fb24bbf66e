// ./course: where am I, and how do I go on?

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "course/commands.hpp"
#include "course/progress.hpp"
#include "course/terminal.hpp"

namespace interleave {
namespace {

void print_status(const Course& course, const LearnerProgress& progress) {
  std::size_t passed = 0;
  for (const Lesson& lesson : course.catalog.lessons) {
    fmt::print("{}  {}\n", paint(lesson.name, Style::kStrong), lesson.title);
    for (const Exercise& exercise : lesson.exercises) {
      const bool done = progress.passed(exercise);
      if (done) ++passed;
      const double best = progress.of(exercise).best_points;
      std::string note;
      if (!done && best > 0) {
        note = fmt::format("  best so far: {} of {} points", points_text(best),
                           exercise.points_in_all());
      }
      fmt::print("  {} {:<22} {}{}\n", done ? paint("✓", Style::kGood) : paint("·", Style::kFaint),
                 exercise.name, exercise.title, paint(note, Style::kNote));
    }
  }
  const std::size_t all = course.catalog.exercises().size();
  fmt::print("\n{} of {} passed.\n", passed, count(all, "exercise"));
  if (const Exercise* next = progress.next()) {
    fmt::print(
        "Next: {}\n"
        "  read   docs/{}.md and lessons/{}.hpp\n"
        "  edit   lessons/{}/{}\n"
        "  check  ./course check          (or ./course watch, which checks on every save)\n"
        "  stuck  ./course hint\n",
        paint(next->id(), Style::kStrong), next->lesson, next->id(), next->lesson,
        next->answers.front());
  } else {
    fmt::print("You have passed them all. `./course diff EXERCISE` shows how an expert did it.\n");
  }
}

nlohmann::json status_json(const Course& course, const LearnerProgress& progress) {
  nlohmann::json exercises = nlohmann::json::array();
  for (const Exercise* exercise : course.catalog.exercises()) {
    exercises.push_back({{"exercise", exercise->id()},
                         {"title", exercise->title},
                         {"passed", progress.passed(*exercise)},
                         {"best_points", progress.of(*exercise).best_points},
                         {"points_at_most", exercise->points_in_all()}});
  }
  const Exercise* next = progress.next();
  return {{"exercises", exercises},
          {"next", next == nullptr ? nlohmann::json() : nlohmann::json(next->id())}};
}

}  // namespace

void add_status_command(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("status", "Where am I: progress, next exercise");
  command->footer("Examples:\n  ./course\n  ./course status --json");
  auto* as_json = add_json_flag(*command);
  command->callback([&context, as_json] {
    const Course course = context.load();
    const LearnerProgress progress(course);
    if (as_json->count() > 0) {
      fmt::print("{}\n", status_json(course, progress).dump(2));
    } else {
      print_status(course, progress);
    }
  });
}

}  // namespace interleave
