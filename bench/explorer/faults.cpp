// Explores the faulty body of each corpus program, or of those that are named, and prints for each:
// its name, the fault that was found, the number of the first schedule that failed, and how many
// milliseconds it took to the finished report (with the search for fewer preemptions).

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "explorer/exploration.hpp"
#include "programs/program.hpp"

int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  const std::vector<std::string> wanted(argv + 1, argv + argc);
  std::vector<const interleave::Program*> programs = interleave::programs();
  std::sort(programs.begin(), programs.end(),
            [](const auto* a, const auto* b) { return a->name < b->name; });
  for (const interleave::Program* program : programs) {
    const bool is_wanted =
        wanted.empty() || std::find(wanted.begin(), wanted.end(), program->name) != wanted.end();
    if (!is_wanted) continue;
    const Clock::time_point begin = Clock::now();
    const interleave::Exploration found =
        interleave::run_exploration(program->buggy, program->options);
    const std::chrono::duration<double, std::milli> took = Clock::now() - begin;
    std::printf("%s\t%s\t%zu\t%.0f\n", program->name.c_str(),
                found.fault.empty() ? "none" : found.fault.c_str(), found.first_failure,
                took.count());
    std::fflush(stdout);
  }
}
