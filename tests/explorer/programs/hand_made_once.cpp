// Hand-made once: the flag is atomic, but looking at it and setting it are two steps.
#include "programs/program.hpp"

#include <atomic>
#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

void buggy() {
  std::atomic<bool> initialised{false};
  std::atomic<int> initialisations{0};
  const auto use = [&] {
    if (!initialised.load()) {
      ++initialisations;
      initialised.store(true);
    }
  };
  run_together(use, use);
  require(initialisations.load() == 1, "not initialised exactly once");
}

void fixed() {
  std::once_flag initialised;
  std::atomic<int> initialisations{0};
  const auto use = [&] { std::call_once(initialised, [&] { ++initialisations; }); };
  run_together(use, use);
  require(initialisations.load() == 1, "not initialised exactly once");
}

const interleave::Program program{"hand_made_once", {"wrong result"}, buggy, fixed};

}  // namespace
