#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "judge/course.hpp"
#include "judge/verdict.hpp"

namespace interleave {

/// What every command gets from main: how to load the course, and where to leave its exit code.
struct CommandContext {
  std::function<Course()> load;  ///< throws InputError if a lesson.json is broken
  int exit_code = 0;
};

/// The exit codes of every command.
constexpr int kPassed = 0;
constexpr int kFailed = 1;    ///< an exercise failed, or the course's own tests did
constexpr int kBadInput = 2;  ///< a wrong invocation, file or machine; also "could not judge"
constexpr int kInterruptedExit = 130;

// Each adds its subcommand to `app`; one file for each.
void add_bench_command(CLI::App& app, CommandContext& context);
void add_status_command(CLI::App& app, CommandContext& context);
void add_check_command(CLI::App& app, CommandContext& context);
void add_watch_command(CLI::App& app, CommandContext& context);
void add_grade_command(CLI::App& app, CommandContext& context);
void add_judge_command(CLI::App& app, CommandContext& context);
void add_hint_command(CLI::App& app, CommandContext& context);
void add_diff_command(CLI::App& app, CommandContext& context);
void add_intake_command(CLI::App& app, CommandContext& context);
void add_replay_command(CLI::App& app, CommandContext& context);
void add_reset_command(CLI::App& app, CommandContext& context);
void add_verify_command(CLI::App& app, CommandContext& context);
void add_test_command(CLI::App& app, CommandContext& context);
void add_doctor_command(CLI::App& app, CommandContext& context);

/// --json, the same everywhere.
inline CLI::Option* add_json_flag(CLI::App& command) {
  return command.add_flag("--json")->description("Print JSON instead of text");
}

/// --sandbox, for commands that run answers: one of `kSandboxChoices`, `standard` if neither the
/// command line nor the environment says another. Every command has a value of its own, which its
/// callback keeps: CLI11 reads the environment also for commands that are not called.
std::shared_ptr<std::string> add_sandbox_option(CLI::App& command,
                                                const std::string& standard = "auto");
/// The course, with what --sandbox says. Throws InputError if that does not work here.
Course load_isolated(const CommandContext& context, const std::string& sandbox);

/// `grade`; says on a terminal that it is under way.
Verdict grade_with_progress(const Course& course, const Exercise& exercise,
                            const Submission& submission);

/// Any number of lessons, exercises or answer files.
inline std::shared_ptr<std::vector<std::string>> add_selectors(CLI::App& command,
                                                               const std::string& description) {
  auto selectors = std::make_shared<std::vector<std::string>>();
  command.add_option("exercise", *selectors, description)->type_name("LESSON[/EXERCISE]");
  return selectors;
}

/// The exercises that the arguments of a command name, each once, in course order. With none: the
/// learner's next exercise, or nothing if all are passed.
std::vector<const Exercise*> selected_or_next(const Course& course,
                                              const std::vector<std::string>& selectors);

/// The one exercise that `selector` names; empty: the next one. Throws InputError if it names
/// several, or if every exercise has been passed.
const Exercise& one_exercise(const Course& course, const std::string& selector);

}  // namespace interleave
