// Unnamed lock guard: a temporary, which unlocks at the end of its own statement.
#include "programs/program.hpp"

#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

void buggy() {
  std::mutex mutex;
  int counter = 0;
  const auto increment = [&] {
    std::lock_guard<std::mutex>{mutex};  // NOLINT(bugprone-unused-raii): the fault
    ++counter;
  };
  run_together(increment, increment);
  require(counter == 2, "two increments did not make two");
}

void fixed() {
  std::mutex mutex;
  int counter = 0;
  const auto increment = [&] {
    const std::lock_guard<std::mutex> lock{mutex};
    ++counter;
  };
  run_together(increment, increment);
  require(counter == 2, "two increments did not make two");
}

const interleave::Program program{"unnamed_lock_guard", {"data race"}, buggy, fixed};

}  // namespace
