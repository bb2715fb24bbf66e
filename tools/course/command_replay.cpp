// ./course replay: a failing schedule again, or held in a debugger.

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "course/commands.hpp"
#include "course/report.hpp"
#include "course/terminal.hpp"
#include "judge/build.hpp"
#include "judge/checks.hpp"
#include "judge/errors.hpp"
#include "judge/evidence.hpp"
#include "judge/verdict_json.hpp"
#include "judge/workspace.hpp"
#include "process/process.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

/// A schedule as a verdict names it, "TestName:a12bc"; "Suite.TestName:a12bc" names it, too.
struct ScheduleName {
  std::string test;  ///< "Suite.TestName"
  std::string choices;
};

ScheduleName parse_schedule(const std::string& text, const std::vector<std::string>& tests) {
  const std::size_t colon = text.find(':');
  const bool has_choices = colon != std::string::npos && colon + 1 < text.size() &&
                           (std::isalpha(static_cast<unsigned char>(text[colon + 1])) != 0 ||
                            text[colon + 1] == '^' || text[colon + 1] == '.');
  if (!has_choices) {
    throw InputError(fmt::format(
        "\"{}\" is not a schedule: copy it from the line `again: ./course replay ...` of a verdict",
        text));
  }
  const std::string name = text.substr(0, colon);
  for (const std::string& test : tests) {
    if (test == name || test.substr(test.find('.') + 1) == name)
      return {test, text.substr(colon + 1)};
  }
  std::vector<std::string> names;
  for (const std::string& test : tests) names.push_back(test.substr(test.find('.') + 1));
  throw InputError(fmt::format("\"{}\": the exercise has no test {}; it has {}", text, name,
                               fmt::join(names, ", ")));
}

ProcessRequest replay_request(const Course& course, const fs::path& program,
                              const ScheduleName& schedule, const Limits& limits) {
  ProcessRequest request = grader_request(course, program, {schedule.test}, limits);
  request.environment.emplace_back("INTERLEAVE_REPLAY", schedule.choices);
  return request;
}

int hold_in_debugger(ProcessRequest request) {
  if (!find_program("gdb")) {
    throw InputError("gdb is not installed: `apt-get install gdb`, then try again");
  }
  request.environment.emplace_back("INTERLEAVE_HOLD", "1");
  request.events = false;
  request.limits = {};
  request.sandbox.reset();  // in a debugger everything is to be seen
  std::erase_if(request.environment,
                [](const auto& variable) { return variable.first == "INTERLEAVE_TEST_LIMIT_MS"; });
  request.inherit_terminal = true;
  const std::vector<std::string> debugger = {
      "gdb",   "--quiet", "-ex", "break interleave_hold",
      "-ex",   "run",     "-ex", "thread apply all backtrace 12",
      "--args"};
  request.arguments.insert(request.arguments.begin(), debugger.begin(), debugger.end());
  return run_process(request).succeeded() ? kPassed : kFailed;
}

}  // namespace

void add_replay_command(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("replay", "A failing schedule again, step by step");
  command->footer(
      "SCHEDULE is what a verdict prints behind `again:`: the name of a test and the choices that\n"
      "made it fail. The answer is compiled as it is now; after an edit the same choices may mean\n"
      "another schedule, or none.\n"
      "Exit code: 1 if it fails again, 0 if it passes, 2 if it cannot be run.\n\n"
      "Examples:\n"
      "  ./course replay retire_detach SettleWaitsForEachMessage:a14b\n"
      "  ./course replay retire_detach SettleWaitsForEachMessage:a14b --gdb\n"
      "    stops at the failing step: `thread apply all backtrace` shows where each thread is");
  auto exercise_name = std::make_shared<std::string>();
  auto schedule_text = std::make_shared<std::string>();
  command->add_option("exercise", *exercise_name, "Exercise or answer file")
      ->required()
      ->type_name("[LESSON/]EXERCISE");
  command->add_option("schedule", *schedule_text, "As in the verdict")
      ->required()
      ->type_name("SCHEDULE");
  auto* in_debugger = command->add_flag("--gdb")->description("Stop in gdb at the failing step");
  const auto sandbox = add_sandbox_option(*command);
  auto* as_json = add_json_flag(*command);
  command->callback([&context, exercise_name, schedule_text, in_debugger, as_json, sandbox] {
    const Course course = load_isolated(context, *sandbox);
    const Exercise& exercise = one_exercise(course, *exercise_name);
    build_grader(course, exercise);
    const Recipe recipe = load_recipe(course, exercise);
    const ScheduleName schedule = parse_schedule(*schedule_text, expected_tests(recipe));
    const Workspace workspace(course, exercise, learner_submission(course, exercise));
    const CompileResult compiled = compile_answer(course, exercise, recipe, recipe.compile_thread,
                                                  "thread", workspace, std::launch::async);
    if (compiled.objects.empty()) {
      throw InputError("the answer does not compile:\n" + compiled.output);
    }
    const fs::path program = workspace.folder() / "explore";
    const ProcessResult linked =
        link_answer(recipe, recipe.link_explore, compiled.objects, program);
    if (!linked.succeeded()) {
      throw InputError(fmt::format("the answer does not link (the linker {}):\n{}",
                                   describe_end(linked), workspace.translate(linked.output)));
    }
    const ProcessRequest request = replay_request(course, program, schedule, exercise.limits);
    if (in_debugger->count() > 0) {
      context.exit_code = hold_in_debugger(request);
      return;
    }
    const ProcessResult run = run_grader(request);
    const RunEvidence evidence = read_evidence(run, {schedule.test}, check_under_explorer,
                                               exercise.limits, Locator(course, workspace));
    if (as_json->count() > 0) {
      nlohmann::json findings = nlohmann::json::array();
      for (const Finding& finding : evidence.findings) findings.push_back(finding_json(finding));
      fmt::print("{}\n", json_text(findings));
    } else if (evidence.findings.empty()) {
      fmt::print("{} this schedule of {} passes now.\n", paint("✓", Style::kGood), schedule.test);
    } else {
      for (const Finding& finding : evidence.findings) fmt::print("{}", finding_text(finding));
    }
    if (!evidence.findings.empty()) context.exit_code = kFailed;
  });
}

}  // namespace interleave
