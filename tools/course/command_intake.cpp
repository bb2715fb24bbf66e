// course intake: what take_in_child starts. Not for people, and so in no list of commands.

#include <fmt/core.h>

#include <new>
#include <nlohmann/json.hpp>

#include "course/commands.hpp"
#include "course/intake.hpp"
#include "course/shown_name.hpp"
#include "judge/errors.hpp"

namespace interleave {
namespace {

/// What goes wrong in a parser is the submission's fault, and not the machine's.
Intake take_in_anything(const Course& course, const std::string& source,
                        const std::string& destination) {
  try {
    return take_in(course, source, destination);
  } catch (const InputError&) {
    throw;
  } catch (const std::exception& error) {
    return {"could not be read: " + shown_name(error.what()), {}, {}};
  }
}

}  // namespace

void add_intake_command(CLI::App& app, CommandContext& context) {
  CLI::App* command =
      app.add_subcommand("intake", "Copy the answers out of one submission; prints JSON")
          ->group("");
  auto* source = command->add_option("source", "The submission")->required();
  auto* destination = command->add_option("destination", "Where the answers go")->required();
  command->callback([&context, source, destination] {
    const Intake intake =
        take_in_anything(context.load(), source->as<std::string>(), destination->as<std::string>());
    fmt::print("{}\n", nlohmann::json(intake).dump());
  });
}

}  // namespace interleave
