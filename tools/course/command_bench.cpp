// ./course bench: what concurrency buys and costs, here.

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "course/bench_programs.hpp"
#include "course/bench_reports.hpp"
#include "course/bench_results.hpp"
#include "course/commands.hpp"
#include "course/terminal.hpp"
#include "judge/errors.hpp"
#include "judge/files.hpp"
#include "judge/verdict_json.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

/// A program with somebody's answer in it.
struct BuiltProgram {
  BenchProgram program;
  std::string filter;  ///< which of its benchmarks are run
  std::string answer;  ///< what its way "answer" is called in the report
};

/// Those of the exercises that `selectors` name, of their lessons if these are named as a whole,
/// and the machine's; with no selectors, all.
bool is_selected(const BenchProgram& program, const Course& course,
                 const std::vector<std::string>& selectors) {
  if (selectors.empty() || program.lesson.empty()) return true;
  for (const std::string& selector : selectors) {
    const std::vector<const Exercise*> exercises = course.catalog.select(selector);
    const bool whole_lesson = exercises.size() > 1;
    for (const Exercise* exercise : exercises) {
      if (exercise->lesson != program.lesson) continue;
      if (exercise->name == program.exercise || (whole_lesson && program.exercise.empty())) {
        return true;
      }
    }
  }
  return false;
}

/// Whether what runs it, an interpreter, is not installed.
bool is_missing(const BenchProgram& program) {
  return program.command.front().ends_with("-NOTFOUND");
}

struct BuiltPrograms {
  std::vector<BuiltProgram> programs;
  std::vector<std::string> missing;  ///< names of packages without which something was left out
};

/// Whether the learner has written anything. A starter gives wrong results, or none.
bool has_begun(const Course& course, const BenchProgram& program) {
  const Exercise& exercise =
      *course.catalog.select(program.lesson + '/' + program.exercise).front();
  const Submission own = learner_submission(course, exercise);
  return fingerprint(own.files) != fingerprint(starter_submission(course, exercise).files);
}

BuiltPrograms build_all(const Course& course, const std::vector<std::string>& selectors,
                        bool with_learner) {
  BuiltPrograms built;
  const auto select = [&](std::vector<BenchProgram> programs) {
    std::erase_if(programs, [&](const BenchProgram& program) {
      return !is_selected(program, course, selectors);
    });
    return programs;
  };
  const std::vector<BenchProgram> programs =
      select(configure_bench(course, BenchAnswers::kSolution));
  if (std::none_of(programs.begin(), programs.end(),
                   [](const BenchProgram& program) { return !program.lesson.empty(); })) {
    throw InputError("None of these exercises has a benchmark: where speed is not the point.");
  }
  build_bench(course, BenchAnswers::kSolution, programs);
  for (const BenchProgram& program : programs) {
    if (is_missing(program)) {
      built.missing = {"python3"};
    } else {
      built.programs.push_back({program, ".", "solution"});
    }
  }
  if (!with_learner) return built;
  std::vector<BenchProgram> own = select(configure_bench(course, BenchAnswers::kLearner));
  std::erase_if(own, [&](const BenchProgram& program) {
    return program.exercise.empty() || program.target.empty() || !has_begun(course, program);
  });
  if (own.empty()) return built;
  build_bench(course, BenchAnswers::kLearner, own);
  for (const BenchProgram& program : own) built.programs.push_back({program, "/answer", "answer"});
  return built;
}

void refuse_where_nothing_can_be_written(const fs::path& file) {
  if (file.empty()) return;
  const fs::path folder = fs::absolute(file).parent_path();
  if (fs::is_directory(file) || access(folder.c_str(), W_OK) != 0) {
    throw InputError(
        fmt::format("--html {}: cannot be written there: name a file in a folder that exists and "
                    "that you may write to",
                    file.string()));
  }
}

/// Chart.js, where Debian's package libjs-chart.js has it.
std::string chart_library() {
  const fs::path file = "/usr/share/javascript/chart.js/chart.min.js";
  std::error_code missing;
  if (!fs::exists(file, missing)) {
    throw InputError(fmt::format(
        "{}: is missing; --html needs it (Chart.js): sudo apt-get install libjs-chart.js",
        file.string()));
  }
  return read_file(file);
}

}  // namespace

void add_bench_command(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("bench", "Speedups: your answers, beside others");
  command->footer(
      "Measures a serial version, your answer if you have begun it, the solution, and "
      "what\n"
      "others have ready for the same job, in rounds, so that all of them meet the same machine. "
      "A\n"
      "speedup is the middle of the rounds' ratios; its limit is what busy threads do here, which "
      "is\n"
      "measured in the same rounds. What is not installed is named.\n"
      "Exit code: 1 if something comes to another result than the serial version.\n\n"
      "Examples:\n"
      "  ./course bench 07-chunking/parallel_primes\n"
      "  ./course bench 04-pools --rounds 9\n"
      "  ./course bench --html speedups.html");
  auto selectors =
      add_selectors(*command, "Lessons or exercises; all that have one if none is named");
  const auto rounds = std::make_shared<int>(5);
  command->add_option("--rounds", *rounds, "How often everything is measured")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  const auto html_file = std::make_shared<std::string>();
  command->add_option("--html", *html_file, "Write a page with charts, complete in itself")
      ->type_name("FILE");
  auto* only_solutions = command->add_flag("--solution")->description("Leave your answers out");
  auto* as_json = add_json_flag(*command);
  command->callback([&context, selectors, rounds, html_file, only_solutions, as_json] {
    const Course course = context.load();
    refuse_where_nothing_can_be_written(*html_file);  // before minutes of measuring
    const std::string library = html_file->empty() ? "" : chart_library();
    if (as_json->count() == 0) {
      fmt::print("Building the benchmarks ...\n");
      std::fflush(stdout);
    }
    const auto [programs, missing] = build_all(course, *selectors, only_solutions->count() == 0);
    BenchRounds measured;
    {
      Progress progress("bench", programs.size() * static_cast<std::size_t>(*rounds));
      for (int round = 1; round <= *rounds; ++round) {
        for (const BuiltProgram& each : programs) {
          measured.add(each.program.command.back(), run_bench(each.program, each.filter),
                       each.answer);
          progress.step(fmt::format(
              "round {}: {}", round,
              each.program.exercise.empty() ? each.program.target : each.program.exercise));
        }
      }
    }
    nlohmann::json report =
        bench_report(measured, std::max(1U, std::thread::hardware_concurrency()));
    report["missing"] = missing;
    for (const nlohmann::json& job : report.at("jobs")) {
      const auto& ways = job.at("ways");
      if (std::any_of(ways.begin(), ways.end(), has_failed)) context.exit_code = kFailed;
    }
    fmt::print("{}", as_json->count() > 0 ? json_text(report) + '\n' : bench_text(report));
    if (html_file->empty()) return;
    write_file(*html_file, bench_page(report, library));
    if (as_json->count() == 0) fmt::print("\nwritten: {}\n", *html_file);
  });
}

}  // namespace interleave
