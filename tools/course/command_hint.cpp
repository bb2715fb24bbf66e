// ./course hint: one hint more each time.

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "course/commands.hpp"
#include "course/progress.hpp"
#include "course/terminal.hpp"

namespace interleave {

void add_hint_command(CLI::App& app, CommandContext& context) {
  CLI::App* command =
      app.add_subcommand("hint", "One hint more for an exercise; with no argument, the next one");
  command->footer(
      "Examples:\n  ./course hint\n  ./course hint run_workers\n"
      "  ./course hint run_workers --json");
  auto* selector = command->add_option("exercise", "The exercise")->type_name("LESSON/EXERCISE");
  auto* as_json = add_json_flag(*command);
  command->callback([&context, selector, as_json] {
    const Course course = context.load();
    const Exercise& exercise =
        one_exercise(course, selector->count() > 0 ? selector->as<std::string>() : "");
    const std::size_t shown = LearnerProgress(course).show_one_more_hint(exercise);
    const std::vector<std::string> hints(
        exercise.hints.begin(), exercise.hints.begin() + static_cast<std::ptrdiff_t>(shown));
    if (as_json->count() > 0) {
      const nlohmann::json result = {
          {"exercise", exercise.id()}, {"hints", hints}, {"of", exercise.hints.size()}};
      fmt::print("{}\n", result.dump(2));
      return;
    }
    fmt::print("{}\n", paint(exercise.id(), Style::kStrong));
    for (std::size_t i = 0; i < hints.size(); ++i) {
      fmt::print("  {}/{}  {}\n", i + 1, exercise.hints.size(), hints[i]);
    }
    fmt::print("{}\n", shown < exercise.hints.size()
                           ? "Once more for the next hint; hints cost nothing."
                           : "That was the last hint.");
  });
}

}  // namespace interleave
