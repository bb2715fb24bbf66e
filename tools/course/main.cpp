// The ./course command. `main` dispatches; each subcommand is a file of its own.

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <filesystem>

#include "course/commands.hpp"
#include "judge/errors.hpp"
#include "process/process.hpp"

namespace {

int run(int argc, char** argv) {
  namespace fs = std::filesystem;
  using interleave::CommandContext;

  CLI::App app{
      "Interleave: concurrency and parallelism in C++20, by exercises.\n"
      "Edit an answer in lessons/, ask for a verdict, and read why.",
      "course"};
  app.footer(
      "Examples:\n"
      "  ./course                  where am I, what is next\n"
      "  ./course check            verdict on the next exercise\n"
      "  ./course check 01-threads/run_workers\n"
      "  ./course watch            verdict on every save\n"
      "  ./course COMMAND --help   more of each command");
  std::string root = ".";
  app.add_option("--root", root, "The course's directory; ./course fills it in")->group("");
  app.require_subcommand(0, 1);
  app.set_help_flag("-h,--help", "Print this help");

  CommandContext context;
  context.load = [&root] {
    const fs::path absolute = fs::weakly_canonical(root);
    return interleave::Course{absolute, interleave::load_catalog(absolute)};
  };
  interleave::add_status_command(app, context);
  interleave::add_check_command(app, context);
  interleave::add_watch_command(app, context);
  interleave::add_hint_command(app, context);
  interleave::add_bench_command(app, context);
  interleave::add_diff_command(app, context);
  interleave::add_intake_command(app, context);
  interleave::add_replay_command(app, context);
  interleave::add_reset_command(app, context);
  interleave::add_verify_command(app, context);
  interleave::add_test_command(app, context);
  interleave::add_grade_command(app, context);
  interleave::add_judge_command(app, context);
  interleave::add_doctor_command(app, context);

  std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool asks_for_status =
      arguments.empty() || (arguments.size() == 2 && arguments[0] == "--root");
  if (asks_for_status) arguments.emplace_back("status");
  std::reverse(arguments.begin(), arguments.end());  // the form in which CLI11 wants a vector
  try {
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? interleave::kPassed : interleave::kBadInput;
  }
  return context.exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, [](int) { interleave::request_interrupt(); });
  std::signal(SIGTERM, [](int) { interleave::request_interrupt(); });
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const int code = run(argc, argv);
    if (std::fflush(stdout) != 0) throw interleave::InputError("cannot write to the output");
    return code;
  } catch (const interleave::Interrupted&) {
    fmt::print(stderr, "interrupted\n");
    return interleave::kInterruptedExit;
  } catch (const std::exception& error) {
    fmt::print(stderr, "course: {}\n", error.what());
    return interleave::kBadInput;
  }
}
