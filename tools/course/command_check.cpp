// ./course check: verdicts on what the learner wrote.

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "course/commands.hpp"
#include "course/progress.hpp"
#include "course/report.hpp"
#include "course/terminal.hpp"
#include "judge/checks.hpp"
#include "judge/errors.hpp"
#include "judge/precompiled.hpp"
#include "judge/verdict_json.hpp"

namespace interleave {

std::vector<const Exercise*> selected_or_next(const Course& course,
                                              const std::vector<std::string>& selectors) {
  std::vector<const Exercise*> chosen;
  for (const std::string& selector : selectors) {
    for (const Exercise* exercise : course.catalog.select(selector)) chosen.push_back(exercise);
  }
  if (selectors.empty()) {
    const Exercise* next = LearnerProgress(course).next();
    if (next != nullptr) chosen.push_back(next);
    return chosen;
  }
  std::vector<const Exercise*> in_order = course.catalog.exercises();
  std::erase_if(in_order, [&](const Exercise* exercise) {
    return std::find(chosen.begin(), chosen.end(), exercise) == chosen.end();
  });
  return in_order;
}

Verdict grade_with_progress(const Course& course, const Exercise& exercise,
                            const Submission& submission) {
  const Working working(
      fmt::format("checking {}; the first time its grader is built, too", exercise.id()));
  return grade(course, exercise, submission);
}

std::shared_ptr<std::string> add_sandbox_option(CLI::App& command, const std::string& standard) {
  auto sandbox = std::make_shared<std::string>(standard);
  command
      .add_option(
          "--sandbox", *sandbox,
          std::string("What keeps answers from the machine: bubblewrap (bwrap), a container that "
                      "you have started this in (container), nothing (none), or ") +
              (standard == "auto" ? "bubblewrap where it works (auto)" : "bubblewrap again (auto)"))
      ->check(CLI::IsMember(kSandboxChoices))
      ->envname("INTERLEAVE_SANDBOX")
      ->capture_default_str();
  return sandbox;
}

Course load_isolated(const CommandContext& context, const std::string& sandbox) {
  Course course = context.load();
  course.isolation = isolation_for(sandbox);
  return course;
}

const Exercise& one_exercise(const Course& course, const std::string& selector) {
  std::vector<std::string> selectors;
  if (!selector.empty()) selectors.push_back(selector);
  const auto chosen = selected_or_next(course, selectors);
  if (chosen.empty()) {
    throw InputError(
        "every exercise has been passed: name the one you mean, as in LESSON/EXERCISE");
  }
  if (chosen.size() > 1) {
    throw InputError(fmt::format("\"{}\" names {} exercises: name one, as in {}", selector,
                                 chosen.size(), chosen.front()->id()));
  }
  return *chosen.front();
}

void add_check_command(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("check", "Verdicts; with no argument, the next exercise");
  command->footer(
      "Checks: build; rules (what the exercise forbids); correct (address and leak sanitizers);\n"
      "race-free (the same tests under the schedule explorer, then the thread sanitizer);\n"
      "concurrent (calls must meet: under the explorer, or natively). A check's points are shared\n"
      "evenly by its tests.\n"
      "A test ran `on every schedule` (`with weak memory by samples`: of the older values that\n"
      "atomics may show, some), `explored` (on as many as its budget allows), `repeated` (a "
      "number\n"
      "of times), `rendezvous` or `native` (once). What `again:` names, ./course replay shows.\n"
      "Exit code: 0 if all pass, 1 if one fails, 2 if one cannot be judged or the input is "
      "wrong.\n\n"
      "Examples:\n"
      "  ./course check                        the next exercise\n"
      "  ./course check run_workers            one exercise\n"
      "  ./course check 01-threads 02-join     two lessons\n"
      "  ./course check lessons/01-threads/run_workers.cpp --json");
  auto selectors = add_selectors(*command, "Lessons, exercises or answer files");
  const auto sandbox = add_sandbox_option(*command);
  auto* as_json = add_json_flag(*command);
  command->callback([&context, selectors, as_json, sandbox] {
    const Course course = load_isolated(context, *sandbox);
    const auto chosen = selected_or_next(course, *selectors);
    LearnerProgress progress(course);
    nlohmann::json verdicts = nlohmann::json::array();
    const bool json = as_json->count() > 0;
    if (chosen.empty() && !json) fmt::print("Every exercise has been passed.\n");
    bool unjudged = false;
    bool failed = false;
    int passed = 0;
    int points_at_most = 0;
    double points = 0;
    for (const Exercise* exercise : chosen) {
      const Verdict verdict =
          grade_with_progress(course, *exercise, learner_submission(course, *exercise));
      progress.record(*exercise, verdict);
      passed += verdict.passed() ? 1 : 0;
      points += verdict.points();
      points_at_most += verdict.points_at_most();
      unjudged = unjudged || verdict.unjudged();
      failed = failed || (!verdict.passed() && !verdict.unjudged());
      if (json) {
        verdicts.push_back(verdict_json(verdict));
      } else {
        fmt::print("{}{}", exercise == chosen.front() ? "" : "\n",
                   verdict_text(verdict, *exercise));
        std::fflush(stdout);
      }
    }
    if (json) fmt::print("{}\n", json_text(verdicts));
    if (!json && chosen.size() > 1) {
      fmt::print("\n{} of {} passed, {} of {} points\n", passed, count(chosen.size(), "exercise"),
                 points_text(points), points_at_most);
    }
    const Exercise* next = chosen.empty() ? nullptr : progress.next(chosen.back());
    if (!json && !failed && !unjudged && next != nullptr) {
      fmt::print(
          "\nNext: {}  (./course says more; ./course diff {} shows how an expert did this "
          "one)\n",
          paint(next->id(), Style::kStrong), chosen.back()->name);
    }
    if (failed) {
      context.exit_code = kFailed;
    } else if (unjudged) {
      context.exit_code = kBadInput;
    }
    std::fflush(stdout);
    if (chosen.size() == 1) {
      prepare_precompiled(course, *chosen.front(), learner_submission(course, *chosen.front()));
    }
  });
}

}  // namespace interleave
