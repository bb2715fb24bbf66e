// `explore` under the explorer.

#include "explorer/explore.hpp"

#include <cstdio>
#include <cstdlib>

#include "explorer/exploration.hpp"
#include "explorer/hooks.hpp"

namespace interleave {
namespace {

constexpr std::size_t kNativeRuns = 20;  // of a body that the explorer cannot control

void (*listener)(const Exploration&) = nullptr;
std::size_t runs = 0;

}  // namespace

void set_exploration_listener(void (*listen)(const Exploration&)) { listener = listen; }
std::size_t explored_runs() { return runs; }
void reset_explored_runs() { runs = 0; }

void explore(const std::function<void()>& body, const ExploreOptions& options) {
  if (has_already_failed()) return;  // another `explore` of the same test has
  const Exploration result = run_exploration(body, options);
  if (result.fault == "unsupported") {
    for (std::size_t run = 0; run < kNativeRuns; ++run) body();
  } else {
    runs += result.schedules;
  }
  if (listener != nullptr) {
    listener(result);
  } else if (!result.fault.empty() && result.fault != "unsupported") {
    std::fprintf(stderr, "%s: %s\n%sINTERLEAVE_REPLAY=%s shows it again\n", result.fault.c_str(),
                 result.sentence.c_str(), result.timeline.c_str(), result.replay.c_str());
    std::abort();
  }
}

}  // namespace interleave
