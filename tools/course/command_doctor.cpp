// ./course doctor: what this machine can and cannot check.

#include <fmt/core.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <thread>

#include "course/commands.hpp"
#include "course/terminal.hpp"
#include "judge/build.hpp"
#include "judge/checks.hpp"
#include "judge/errors.hpp"
#include "process/control_group.hpp"
#include "process/process.hpp"

namespace interleave {
namespace {

struct Diagnosis {
  std::string what;
  bool good = false;
  bool needed = true;  ///< without it some check cannot be made
  std::string detail;
};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

Diagnosis tool(const std::string& program, const std::string& purpose, bool needed = true) {
  ProcessRequest request;
  request.arguments = {program, "--version"};
  const ProcessResult result = run_process(request);
  if (result.succeeded()) return {program, true, needed, first_line(result.output)};
  return {program, false, needed,
          fmt::format("not found; needed {}. {} installs it, or says how", purpose,
                      needed ? "`./course`" : "`./course test`")};
}

/// Whether the sanitizers really work here: the reference solution of one exercise must pass.
Diagnosis sanitizers(const Course& course) {
  const Exercise& exercise = *course.catalog.exercises().front();
  const Verdict verdict = grade(course, exercise, solution_submission(course, exercise));
  Diagnosis diagnosis{"graders", verdict.passed(), true,
                      fmt::format("the solution of {} passes every check", exercise.id())};
  if (!verdict.passed()) {
    const Finding& finding = verdict.findings.front();
    diagnosis.detail = fmt::format("the solution of {} does not pass: {}: {}", exercise.id(),
                                   finding.kind, finding.message);
  }
  return diagnosis;
}

Diagnosis sandbox() {
  const std::string& obstacle = sandbox_obstacle();
  return {"sandbox", obstacle.empty(), false,
          obstacle.empty()
              ? "bubblewrap keeps answers from files, network and other processes"
              : fmt::format("bubblewrap does not work here: {}. Your own answers can be checked; "
                            "`grade` needs --sandbox=container, in a container made for it",
                            obstacle)};
}

/// Who limits the memory of a sandbox.
Diagnosis control_groups() {
  const ControlGroup group(std::size_t{1} << 30, 1);
  const bool good = !group.entrances().empty();
  return {"control groups", good, false,
          good ? "the kernel limits what an answer takes"
               : "none can be made: what an answer takes is looked at every 50 ms, and files in "
                 "memory that nobody maps are not seen"};
}

/// The proof of a stall reads which system call each thread sleeps in.
Diagnosis stall_proof() {
  std::ifstream call("/proc/self/task/" + std::to_string(getpid()) + "/syscall");
  std::string text;
  const bool good = static_cast<bool>(std::getline(call, text));
  return {"proof of stalls", good, false,
          good ? "a deadlock is reported at once"
               : "/proc/*/task/*/syscall cannot be read: a deadlock is reported only when the time "
                 "limit of a test has run out"};
}

Diagnosis address_randomisation() {
  std::ifstream file("/proc/sys/vm/mmap_rnd_bits");
  int bits = 0;
  if (!(file >> bits)) return {"address randomisation", true, false, "unknown"};
  return {"address randomisation", bits <= 28, false,
          bits <= 28
              ? fmt::format("{} bits", bits)
              : fmt::format("{} bits: older thread sanitizers need setarch -R, which is tried "
                            "by itself; or run: sudo sysctl vm.mmap_rnd_bits=28",
                            bits)};
}

}  // namespace

void add_doctor_command(CLI::App& app, CommandContext& context) {
  CLI::App* command = app.add_subcommand("doctor", "What this machine can and cannot check");
  command->footer(
      "Exit code: 2 if a check cannot be made here.\n\n"
      "Examples:\n  ./course doctor\n  ./course doctor --json");
  const auto chosen_sandbox = add_sandbox_option(*command);
  auto* as_json = add_json_flag(*command);
  command->callback([&context, as_json, chosen_sandbox] {
    const Course course = load_isolated(context, *chosen_sandbox);
    std::vector<Diagnosis> found;
    found.push_back(tool("c++", "to compile answers"));
    found.push_back(tool("cmake", "to build the graders"));
    found.push_back(tool("ninja", "to build the graders"));
    found.push_back(tool("readelf", "for the check `rules`"));
    found.push_back(tool("clang-format", "for ./course test only", false));
    found.push_back(tool("clang-tidy", "for ./course test only", false));
    found.push_back(sandbox());
    found.push_back(control_groups());
    found.push_back(stall_proof());
    found.push_back(address_randomisation());
    found.push_back(
        {"processors", true, false, std::to_string(std::thread::hardware_concurrency())});
    try {
      found.push_back(sanitizers(course));
    } catch (const InputError& error) {
      found.push_back({"graders", false, true, error.what()});
    }

    nlohmann::json list = nlohmann::json::array();
    for (const Diagnosis& each : found) {
      if (!each.good && each.needed) context.exit_code = kBadInput;
      list.push_back({{"what", each.what},
                      {"good", each.good},
                      {"needed", each.needed},
                      {"detail", each.detail}});
      if (as_json->count() > 0) continue;
      const std::string mark = each.good     ? paint("✓", Style::kGood)
                               : each.needed ? paint("✗", Style::kBad)
                                             : paint("-", Style::kNote);
      fmt::print("{} {:<22} {}\n", mark, each.what, each.detail);
    }
    if (as_json->count() > 0) fmt::print("{}\n", list.dump(2));
  });
}

}  // namespace interleave
