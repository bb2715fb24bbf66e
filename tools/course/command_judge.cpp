// course judge: one answer to one exercise, as JSON. `grade` runs one for each, in a process of its
// own, so that whatever goes wrong here costs one verdict.

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "course/commands.hpp"
#include "judge/checks.hpp"
#include "judge/errors.hpp"
#include "judge/verdict_json.hpp"

namespace interleave {

void add_judge_command(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("judge", "One answer, as JSON; for `grade`")->group("");
  auto exercise_id = std::make_shared<std::string>();
  auto build = std::make_shared<std::string>();
  auto allowed = std::make_shared<std::vector<std::string>>();
  auto seeds = std::make_shared<std::vector<unsigned>>();
  auto files = std::make_shared<std::vector<std::string>>();
  command->add_option("--exercise", *exercise_id)->required();
  command->add_option("--build", *build, "Where its grader is built, if not with the course");
  command->add_option("--allow", *allowed, "Symbols that the screening passes over")
      ->allow_extra_args(false);
  command->add_option("--seed", *seeds, "The worst verdict of several seeds counts")
      ->allow_extra_args(false);
  command->add_option("files", *files, "A file for each of the exercise's answers")->required();
  const auto sandbox = add_sandbox_option(*command);
  command->callback([&context, exercise_id, build, allowed, seeds, files, sandbox] {
    Course course = load_isolated(context, *sandbox);
    course.other_build = *build;
    Exercise exercise = *course.catalog.select(*exercise_id).front();
    exercise.allowed.insert(exercise.allowed.end(), allowed->begin(), allowed->end());
    Submission submission{"submission", {files->begin(), files->end()}};
    if (submission.files.size() != exercise.answers.size()) {
      throw InputError(fmt::format("{}: needs {} files", exercise.id(), exercise.answers.size()));
    }
    for (const std::string& answer : exercise.answers) {
      submission.shown.push_back(fmt::format("lessons/{}/{}", exercise.lesson, answer));
    }
    std::vector<Seed> tried(seeds->begin(), seeds->end());
    if (tried.empty()) tried.emplace_back();
    const std::vector<Verdict> verdicts =
        grade(course, exercise, submission, tried,
              {.flavours_in_parallel = false, .build_grader = false});
    fmt::print("{}\n", json_text(verdict_json(worst(verdicts)), -1));
  });
}

}  // namespace interleave
