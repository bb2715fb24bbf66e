// ./course test: all the project's tests, `verify` among them.

#include <fmt/core.h>

#include "course/commands.hpp"
#include "course/terminal.hpp"
#include "judge/build.hpp"
#include "judge/errors.hpp"
#include "process/process.hpp"

namespace interleave {

void add_test_command(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand(
      "test", "All the project's own tests: graders, tools, formatting, linting, `verify`");
  command->footer(
      "The same as `cmake --build --preset course && ctest --preset course`.\n\n"
      "Examples:\n  ./course test\n  ./course test --label style      only formatting and linting");
  auto* label =
      command->add_option("--label", "Only tests with this label: exercises, tools, style, verify")
          ->type_name("LABEL")
          ->check(CLI::IsMember({"exercises", "tools", "style", "verify"}));
  command->callback([&context, label] {
    const Course course = context.load();
    fmt::print("Building what the tests need ...\n");
    std::fflush(stdout);
    ProcessRequest build;
    build.arguments = {"cmake", "--build", course.build().string()};
    build.directory = course.root;
    build.inherit_terminal = true;
    ProcessRequest tests;
    tests.arguments = {"ctest", "--preset", "course"};
    if (label->count() > 0) {
      tests.arguments.insert(tests.arguments.end(), {"-L", "^" + label->as<std::string>() + "$"});
    }
    tests.directory = course.root;
    tests.inherit_terminal = true;
    for (const ProcessRequest& request : {build, tests}) {
      const ProcessResult result = run_process(request);
      if (result.end == ProcessResult::End::kInterrupted) throw Interrupted();
      if (result.end == ProcessResult::End::kNotStarted) throw InputError(result.output);
      if (!result.succeeded()) {
        context.exit_code = kFailed;
        return;
      }
    }
  });
}

}  // namespace interleave
