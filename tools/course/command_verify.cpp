// ./course verify: the course checks itself.

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <thread>

#include "course/commands.hpp"
#include "course/parallel.hpp"
#include "course/structure.hpp"
#include "course/terminal.hpp"
#include "explorer/explore.hpp"
#include "judge/build.hpp"
#include "judge/checks.hpp"
#include "judge/digest.hpp"
#include "judge/errors.hpp"
#include "judge/files.hpp"
#include "judge/known_answers.hpp"
#include "judge/precompiled.hpp"
#include "judge/verdict_json.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

/// What became of one submission that the course knows the right verdict of.
struct Outcome {
  const Exercise* exercise = nullptr;
  Submission submission;
  Verdict verdict;  ///< of the last seed that was tried
  double seconds = 0;
  std::string word;     ///< "passed" or "rejected": what it was, if that is as it must be
  std::string problem;  ///< otherwise
};

/// What the course knows of an exercise's checks that only its built grader tells.
std::vector<std::string> check_problems(const Course& course, const Exercise& exercise) {
  std::vector<std::string> problems;
  const std::vector<std::string> tests = expected_tests(load_recipe(course, exercise));
  const bool has_plain = std::any_of(tests.begin(), tests.end(), [](const std::string& test) {
    return !is_concurrency_test(test);
  });
  const bool has_concurrent = std::any_of(tests.begin(), tests.end(), is_concurrency_test);
  if (!has_plain) {
    problems.push_back(
        fmt::format("{}: has no test for `correct`", course.shown(course.grader(exercise))));
  }
  if (has_concurrent != exercise.points.contains(Check::kConcurrent)) {
    problems.push_back(fmt::format(
        "{}: {}", course.shown(course.grader(exercise)),
        has_concurrent ? "has a suite ...Concurrent, but lesson.json gives `concurrent` no points"
                       : "has no suite ...Concurrent, but lesson.json gives `concurrent` points"));
  }
  return problems;
}

std::vector<Outcome> outcomes_to_find(const Course& course,
                                      const std::vector<const Exercise*>& exercises) {
  std::vector<Outcome> all;
  const auto add = [&](const Exercise* exercise, Submission submission) {
    all.push_back({exercise, std::move(submission), {}, 0, {}, {}});
  };
  for (const Exercise* exercise : exercises) {
    add(exercise, starter_submission(course, *exercise));
    add(exercise, solution_submission(course, *exercise));
    for (const char* kind : {"right", "wrong"}) {
      for (Submission& known : known_submissions(course, *exercise, kind)) {
        add(exercise, std::move(known));
      }
    }
  }
  return all;
}

std::string problem_line(const Course& course, const Outcome& outcome) {
  return fmt::format("{}: {}", course.shown(outcome.submission.files.front()), outcome.problem);
}

/// Makes what the compiles of an exercise's submissions have in common, for whoever comes first.
class SharedPreparation {
 public:
  SharedPreparation(const Course& course, const std::vector<Outcome>& outcomes) : course_(course) {
    for (const Outcome& outcome : outcomes) {
      exercises_[outcome.exercise].submissions.push_back(outcome.submission);
    }
  }

  /// Does nothing if another thread has begun to: that one's submissions need not wait for it.
  void prepare(const Exercise& exercise) {
    Work& work = exercises_.at(&exercise);
    if (!work.begun.test_and_set()) prepare_precompiled(course_, exercise, work.submissions);
  }

 private:
  struct Work {
    std::vector<Submission> submissions;
    std::atomic_flag begun;
  };
  const Course& course_;
  std::map<const Exercise*, Work> exercises_;
};

/// Which submissions were as they must be, with which seeds, by all that this depends on: their own
/// text, and the exercise's version. Nothing else is remembered.
class Memory {
 public:
  Memory(const Course& course, const std::vector<const Exercise*>& exercises) {
    const CourseVersion version(course);
    for (const Exercise* exercise : exercises) versions_[exercise] = version.of(*exercise);
    const char* cache = std::getenv("XDG_CACHE_HOME");
    const char* home = std::getenv("HOME");
    if (cache != nullptr && *cache != '\0') {
      folder_ = fs::path(cache) / "interleave/verify";
    } else {
      folder_ = fs::path(home == nullptr ? "/tmp" : home) / ".cache/interleave/verify";
    }
  }

  /// The word that it got; empty if that is not known.
  std::string recall(const Outcome& outcome, const Seed& seed) {
    std::error_code missing;
    const fs::path file = file_of(outcome, seed);
    return fs::exists(file, missing) ? read_file(file) : "";
  }

  void keep(const Outcome& outcome, const Seed& seed) {
    write_file(file_of(outcome, seed), outcome.word);
  }

  std::atomic<std::size_t> recalled = 0;  ///< submissions of which nothing was left to find

 private:
  fs::path file_of(const Outcome& outcome, const Seed& seed) const {
    Digest digest;
    digest.add(versions_.at(outcome.exercise));
    digest.add(outcome.submission.name);
    for (const fs::path& file : outcome.submission.files) digest.add(read_file(file));
    const char* usual = std::getenv("INTERLEAVE_SEED");
    digest.add(fmt::format("seed {}", seed               ? std::to_string(*seed)
                                      : usual != nullptr ? usual
                                                         : std::to_string(ExploreOptions{}.seed)));
    return folder_ / digest.finish();
  }

  std::map<const Exercise*, std::string> versions_;
  fs::path folder_;
};

/// The outcome must be the same with every seed: stops at the first with which it is not.
void find_outcome(const Course& course, const std::vector<Seed>& seeds, Outcome& outcome,
                  Memory* memory, SharedPreparation& preparation) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point began = Clock::now();
  std::vector<Seed> unknown;
  for (const Seed& seed : seeds) {
    const std::string known = memory == nullptr ? "" : memory->recall(outcome, seed);
    if (known.empty()) {
      unknown.push_back(seed);
    } else {
      outcome.word = known;
    }
  }
  if (unknown.empty()) {
    ++memory->recalled;
    return;
  }
  preparation.prepare(*outcome.exercise);
  std::vector<Verdict> verdicts = grade(course, *outcome.exercise, outcome.submission, unknown,
                                        {.flavours_in_parallel = false, .build_grader = false});
  outcome.seconds = std::chrono::duration<double>(Clock::now() - began).count();
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    const Seed& seed = unknown[i];
    outcome.verdict = std::move(verdicts.at(i));
    KnownOutcome found = known_outcome(course, outcome.submission, outcome.verdict);
    outcome.word = std::move(found.word);
    outcome.problem = std::move(found.problem);
    if (!outcome.problem.empty()) {
      if (seed) outcome.problem = fmt::format("with seed {}: {}", *seed, outcome.problem);
      return;
    }
    if (memory != nullptr) memory->keep(outcome, seed);
  }
}

/// Grades all of them, as many at a time as there are processors.
void find_all(const Course& course, const std::vector<Seed>& seeds, std::vector<Outcome>& outcomes,
              Memory* memory) {
  Progress progress("verify", outcomes.size());
  SharedPreparation preparation(course, outcomes);
  const unsigned workers = std::max(1U, std::thread::hardware_concurrency());
  for_each_index(outcomes.size(), workers, [&](std::size_t i) {
    Outcome& outcome = outcomes[i];
    find_outcome(course, seeds, outcome, memory, preparation);
    // At once, too: whoever interrupts a long run has seen what it has found.
    if (!outcome.problem.empty()) progress.note(problem_line(course, outcome));
    progress.step(outcome.exercise->id() + ' ' + outcome.submission.name);
  });
}

void print_table(const std::vector<const Exercise*>& exercises,
                 const std::vector<Outcome>& outcomes) {
  fmt::print("{:<34} {:>8} {:>9} {:>7} {:>9} {:>8}\n", "exercise", "starter", "solution", "right",
             "wrong", "seconds");
  std::array<std::size_t, 8> total{};
  const auto print_row = [](const std::string& name, const std::array<std::size_t, 8>& row,
                            double seconds) {
    const auto of = [&](std::size_t i) { return fmt::format("{}/{}", row.at(i), row.at(i + 1)); };
    fmt::print("{:<34} {:>8} {:>9} {:>7} {:>9} {:>8.1f}\n", name, of(0), of(2), of(4), of(6),
               seconds);
  };
  double total_seconds = 0;
  for (const Exercise* exercise : exercises) {
    std::array<std::size_t, 8> row{};
    double seconds = 0;
    for (const Outcome& outcome : outcomes) {
      if (outcome.exercise != exercise) continue;
      seconds += outcome.seconds;
      const std::string& name = outcome.submission.name;
      const std::size_t column = name == "starter"              ? 0
                                 : name == "solution"           ? 2
                                 : name.rfind("right/", 0) == 0 ? 4
                                                                : 6;
      if (outcome.problem.empty()) ++row.at(column);
      ++row.at(column + 1);
    }
    print_row(exercise->id(), row, seconds);
    for (std::size_t i = 0; i < row.size(); ++i) total.at(i) += row.at(i);
    total_seconds += seconds;
  }
  print_row(count(exercises.size(), "exercise"), total, total_seconds);
}

/// "20" stands for the seeds 1 to 20; "11-20" for these.
std::vector<Seed> read_seeds(const std::string& text) {
  static const std::regex form("(?:([1-9][0-9]{0,4})-)?([1-9][0-9]{0,4})");
  std::smatch match;
  const bool fits = std::regex_match(text, match, form);
  const int first = fits && match[1].matched ? std::stoi(match[1]) : 1;
  const int last = fits ? std::stoi(match[2]) : 0;
  if (first > last) {
    throw InputError(fmt::format("--seeds {}: is neither a number nor a range like 11-20", text));
  }
  std::vector<Seed> seeds;
  for (int seed = first; seed <= last; ++seed) seeds.emplace_back(seed);
  return seeds;
}

nlohmann::json outcomes_json(const std::vector<Outcome>& outcomes,
                             const std::vector<std::string>& problems) {
  nlohmann::json list = nlohmann::json::array();
  for (const Outcome& outcome : outcomes) {
    list.push_back({{"exercise", outcome.exercise->id()},
                    {"submission", outcome.submission.name},
                    {"outcome", outcome.problem.empty() ? outcome.word : "problem"},
                    {"reasons", reasons(outcome.verdict)},
                    {"problem", outcome.problem},
                    {"seconds", outcome.seconds}});
  }
  return {{"submissions", list}, {"problems", problems}};
}

}  // namespace

void add_verify_command(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("verify", "The course checks itself");
  command->footer(
      "Starters compile and fail, solutions and other right answers pass, each wrong answer is\n"
      "rejected for the reason that its first comment states; every declared file exists and no\n"
      "other; docs quote code that exists.\n"
      "With names, only these exercises; undeclared files and docs are looked at without names.\n"
      "With --seeds 20, each is run with the explorer's seeds 1 to 20 (--seeds 11-20: with "
      "those),\n"
      "and all must agree; a test that ended before any choice of a seed mattered is run once.\n"
      "Exit code: 1 if anything is not as it must be.\n\n"
      "Examples:\n"
      "  ./course verify\n"
      "  ./course verify 01-threads/run_workers --seeds 20\n"
      "  ./course verify --json");
  auto selectors = add_selectors(*command, "Lessons or exercises; all if none is named");
  const auto seed_text = std::make_shared<std::string>();
  command->add_option("--seeds", *seed_text, "Run each submission with so many seeds")
      ->type_name("N|FIRST-LAST");
  auto* remember = command->add_flag("--remember")
                       ->description(
                           "Skip submissions that were as they must be before, with the same "
                           "content and seed: ~/.cache/interleave/verify");
  const auto sandbox = add_sandbox_option(*command);
  auto* as_json = add_json_flag(*command);
  command->callback([&context, selectors, seed_text, remember, as_json, sandbox] {
    const Course course = load_isolated(context, *sandbox);
    const std::vector<Seed> seeds =
        seed_text->empty() ? std::vector<Seed>{std::nullopt} : read_seeds(*seed_text);
    std::vector<const Exercise*> exercises;
    if (!selectors->empty()) exercises = selected_or_next(course, *selectors);
    std::vector<std::string> problems = structural_problems(course, exercises);
    if (exercises.empty()) exercises = course.catalog.exercises();
    std::vector<Outcome> outcomes;
    // Files that are missing would be reported twice.
    if (problems.empty()) {
      if (as_json->count() == 0) {
        fmt::print("Building the graders ...\n");
        std::fflush(stdout);
      }
      build_graders(course, exercises);
      for (const Exercise* exercise : exercises) {
        for (std::string& problem : check_problems(course, *exercise)) {
          problems.push_back(std::move(problem));
        }
      }
      outcomes = outcomes_to_find(course, exercises);
      std::optional<Memory> memory;
      if (remember->count() > 0) memory.emplace(course, exercises);
      find_all(course, seeds, outcomes, memory ? &*memory : nullptr);
      if (memory && as_json->count() == 0) {
        fmt::print("{} of {} remembered, by content\n", memory->recalled.load(), outcomes.size());
      }
      for (const Outcome& outcome : outcomes) {
        if (outcome.problem.empty()) continue;
        problems.push_back(problem_line(course, outcome));
      }
    }
    if (!problems.empty()) context.exit_code = kFailed;
    if (as_json->count() > 0) {
      fmt::print("{}\n", json_text(outcomes_json(outcomes, problems)));
      return;
    }
    if (!outcomes.empty()) print_table(exercises, outcomes);
    for (const std::string& problem : problems) {
      fmt::print("{} {}\n", paint("problem", Style::kBad), problem);
    }
    fmt::print("{}\n", problems.empty() ? paint("The course is as it must be.", Style::kGood)
                                        : paint(count(problems.size(), "problem"), Style::kBad));
  });
}

}  // namespace interleave
