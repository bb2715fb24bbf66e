// `explore` without the explorer: the body runs natively a number of times, on the schedules that
// happen to occur, and the sanitizers that are linked in watch it.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include "explorer/exploration.hpp"
#include "explorer/explore.hpp"
#include "explorer/hooks.hpp"

namespace interleave {
namespace {

constexpr std::size_t kNativeRuns = 5;

bool (*has_failed_hook)() = [] { return false; };
std::size_t runs = 0;

}  // namespace

void set_failure_predicate(bool (*has_failed)()) { has_failed_hook = has_failed; }
void set_standstill_hook(Standstill (* /*describe*/)()) {}
void set_exploration_listener(void (* /*listen*/)(const Exploration&)) {}

std::size_t explored_runs() { return runs; }
void reset_explored_runs() { runs = 0; }

void explore(const std::function<void()>& body, const ExploreOptions& options) {
  const std::size_t most = std::min(options.schedules, kNativeRuns);
  for (std::size_t run = 0; run < most && !has_failed_hook(); ++run) {
    ++runs;
    body();
  }
}

Exploration run_exploration(const std::function<void()>& /*body*/,
                            const ExploreOptions& /*options*/) {
  Exploration result;
  result.fault = "unsupported";
  result.sentence = "a native build cannot choose schedules.";
  return result;
}

bool is_in_schedule() { return false; }

void fail_schedule(const std::string& message, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: %s\n", file == nullptr ? "?" : file, line, message.c_str());
  std::abort();
}

std::chrono::nanoseconds virtual_now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

bool time_is_virtual() { return false; }

}  // namespace interleave
