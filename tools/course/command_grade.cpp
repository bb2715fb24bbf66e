// ./course grade: a folder of submissions in, one row each out.

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>

#include "course/class_grading.hpp"
#include "course/class_report.hpp"
#include "course/commands.hpp"
#include "course/terminal.hpp"
#include "judge/errors.hpp"
#include "judge/files.hpp"
#include "judge/verdict_json.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// {"03-processes/run_processes": ["_exit"]}
std::map<std::string, std::vector<std::string>> read_exemptions(const Course& course,
                                                                const fs::path& file) {
  std::map<std::string, std::vector<std::string>> exemptions;
  try {
    exemptions = json::parse(read_file(file)).get<decltype(exemptions)>();
  } catch (const json::exception&) {
    throw InputError(
        fmt::format("{}: must be lists of symbols by exercise, as in "
                    R"({{"03-processes/run_processes": ["_exit"]}})",
                    file.string()));
  }
  for (const auto& [exercise, symbols] : exemptions) {
    const auto all = course.catalog.exercises();
    if (std::none_of(all.begin(), all.end(),
                     [&, id = exercise](const Exercise* each) { return each->id() == id; })) {
      throw InputError(fmt::format("{}: there is no exercise {}", file.string(), exercise));
    }
  }
  return exemptions;
}

struct Options {
  std::string submissions;
  std::string out;
  std::vector<std::string> only;
  std::string rerun;
  std::string private_folder;
  std::string exemptions;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
};

/// Refused where what is written would be read as a submission next time.
void refuse_nested(const fs::path& submissions, const fs::path& out) {
  const fs::path inner = fs::weakly_canonical(out).lexically_relative(fs::canonical(submissions));
  if (!inner.empty() && *inner.begin() != "..") {
    throw InputError(
        fmt::format("--out {}: must not be in the folder of the submissions", out.string()));
  }
}

void print_summary(const json& results, const fs::path& out) {
  std::map<std::string, int> states;
  for (const json& row : results.at("submissions")) ++states[row.at("status").get<std::string>()];
  fmt::print("{} graded, {} refused, {} failed.\n", states["graded"], states["refused"],
             states["failed"]);
  for (const json& row : results.at("submissions")) {
    if (row.at("status") == "graded") continue;
    fmt::print("{} {}: {}\n", paint(row.at("status").get<std::string>(), Style::kBad),
               row.at("name").get<std::string>(), row.at("reason").get<std::string>());
  }
  fmt::print("{}\n", (out / "index.html").string());
}

}  // namespace

void add_grade_command(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("grade", "A class: a folder of submissions, a row each");
  command->footer(
      "A submission is a folder, a git repository, or a zip or tar archive; what counts of it are\n"
      "the answer files that lesson.json names, wherever LESSON/FILE or, at the top, FILE lies.\n"
      "Missing ones count as the starter. Every answer is compiled and run in a sandbox.\n"
      "Interrupted or killed, the same command goes on where it was, and ends with the same "
      "bytes.\n"
      "It writes results.json, grades.csv, index.html, gradescope/ and exercism/: "
      "docs/results.md.\n"
      "Exit code: 0 when all are graded or refused, 2 if the tool could not judge one.\n\n"
      "Examples:\n"
      "  ./course grade submissions --out grades\n"
      "  ./course grade submissions --out grades --only 01-threads --only join_all\n"
      "  ./course grade submissions --out grades --rerun failed\n"
      "  ./course grade submissions --out grades --private hidden-tests --exempt exempt.json");
  auto options = std::make_shared<Options>();
  command->add_option("folder", options->submissions, "The submissions")
      ->required()
      ->type_name("DIR");
  command->add_option("--out", options->out, "Where results go")->required()->type_name("DIR");
  command->add_option("--only", options->only, "Grade these lessons or exercises alone")
      ->allow_extra_args(false)
      ->type_name("LESSON[/EXERCISE]");
  command
      ->add_option("--rerun", options->rerun,
                   "Make verdicts anew: those that could not be judged, that failed, or all")
      ->check(CLI::IsMember({"unjudged", "failed", "all"}));
  command
      ->add_option("--private", options->private_folder,
                   "Hidden tests and seeds: docs/instructors.md")
      ->type_name("DIR");
  command
      ->add_option("--exempt", options->exemptions,
                   "Symbols that the screening passes over, by exercise")
      ->type_name("FILE");
  command->add_option("--jobs", options->jobs, "Answers graded at the same time")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  const auto sandbox = add_sandbox_option(*command, "bwrap");
  auto* as_json = add_json_flag(*command);
  command->callback([&context, options, sandbox, as_json] {
    // A class is never graded without one that was chosen.
    const std::string chosen = *sandbox == "auto" ? "bwrap" : *sandbox;
    const Course course = load_isolated(context, chosen);
    ClassRequest request;
    request.submissions = options->submissions;
    request.out = fs::absolute(options->out);
    request.sandbox = chosen;
    request.jobs = options->jobs;
    request.exercises = course.catalog.exercises();
    if (!options->only.empty()) request.exercises = selected_or_next(course, options->only);
    static const std::map<std::string, Rerun> reruns{{"", Rerun::kNone},
                                                     {"unjudged", Rerun::kUnjudged},
                                                     {"failed", Rerun::kFailed},
                                                     {"all", Rerun::kAll}};
    request.rerun = reruns.at(options->rerun);
    if (!options->private_folder.empty()) {
      request.private_tests = load_private_tests(course, options->private_folder);
    }
    if (!options->exemptions.empty()) {
      request.exemptions = read_exemptions(course, options->exemptions);
    }
    if (fs::is_directory(request.submissions)) refuse_nested(request.submissions, request.out);

    const json results = grade_class(course, request);
    write_file(request.out / "results.json", json_text(results, 1) + '\n');
    write_class_reports(results, request.out);
    for (const json& row : results.at("submissions")) {
      if (row.at("status") == "failed") context.exit_code = kBadInput;
      for (const json& exercise : row.at("exercises")) {
        if (exercise.at("verdict").at("unjudged")) context.exit_code = kBadInput;
      }
    }
    if (as_json->count() > 0) {
      fmt::print("{}\n", json_text(results));
    } else {
      print_summary(results, options->out);
    }
  });
}

}  // namespace interleave
