// ./course diff: the learner's answer beside the reference solution.

#include <fmt/core.h>
#include <unistd.h>

#include "course/commands.hpp"
#include "course/progress.hpp"
#include "judge/errors.hpp"
#include "process/process.hpp"

namespace interleave {

void add_diff_command(CLI::App& app, CommandContext& context) {
  CLI::App* command =
      app.add_subcommand("diff", "Your answer against the reference solution, once it has passed");
  command->footer(
      "Exit code: 1 if the answer has not passed yet.\n\n"
      "Examples:\n  ./course diff run_workers");
  auto* selector =
      command->add_option("exercise", "The exercise")->type_name("LESSON/EXERCISE")->required();
  command->callback([&context, selector] {
    const Course course = context.load();
    const Exercise& exercise = one_exercise(course, selector->as<std::string>());
    if (!LearnerProgress(course).passed(exercise)) {
      fmt::print(
          "The solution is shown once your answer, as it is now, has passed: "
          "./course check {}\n",
          exercise.name);
      context.exit_code = kFailed;
      return;
    }
    const Submission mine = learner_submission(course, exercise);
    const Submission solution = solution_submission(course, exercise);
    for (std::size_t i = 0; i < mine.files.size(); ++i) {
      ProcessRequest request;
      request.arguments = {"diff",
                           "--unified",
                           "--new-file",
                           isatty(STDOUT_FILENO) != 0 ? "--color=always" : "--color=never",
                           course.shown(mine.files[i]),
                           course.shown(solution.files[i])};
      request.directory = course.root;
      const ProcessResult result = run_process(request);
      if (result.end == ProcessResult::End::kNotStarted) throw InputError("diff: " + result.output);
      fmt::print(
          "{}", result.output.empty() ? "Your answer is the reference solution.\n" : result.output);
    }
  });
}

}  // namespace interleave
