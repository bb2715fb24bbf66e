// `explore` without the explorer: the body runs natively a number of times, on the schedules that
// happen to occur, and the sanitizers that are linked in watch it.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include "explorer/exceptions.hpp"
#include "explorer/exploration.hpp"
#include "explorer/explore.hpp"
#include "explorer/hooks.hpp"

// The thread sanitizer's, where it is linked in. NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {
__attribute__((weak)) void __tsan_acquire(void* address);
__attribute__((weak)) void __tsan_release(void* address);
}
// NOLINTEND(bugprone-reserved-identifier)

namespace interleave {
namespace {

bool (*has_failed_hook)() = [] { return false; };
std::size_t runs = 0;

}  // namespace

void set_failure_predicate(bool (*has_failed)()) { has_failed_hook = has_failed; }
void set_standstill_hook(Standstill (* /*describe*/)()) {}
void set_exploration_listener(void (* /*listen*/)(const Exploration&)) {}

std::size_t explored_runs() { return runs; }
void reset_explored_runs() { runs = 0; }

void explore(const std::function<void()>& body, const ExploreOptions& options) {
  const std::size_t most = std::min(options.schedules, options.native_runs);
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

void explorer::let_exception_go(int* holders) {
  if (__tsan_release != nullptr) __tsan_release(holders);
}

void explorer::destroy_exception(int* holders, void (*destroy)(void** pointer), void** pointer) {
  if (__tsan_acquire != nullptr) __tsan_acquire(holders);
  destroy(pointer);
}

}  // namespace interleave
