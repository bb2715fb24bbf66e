// Write under a shared lock: counting hits looks like reading, but it writes.
#include "programs/program.hpp"

#include <mutex>
#include <shared_mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <class Lock>
void count_hits() {
  std::shared_mutex mutex;
  int hits = 0;
  const auto look_up = [&] {
    const Lock lock(mutex);
    ++hits;
  };
  run_together(look_up, look_up);
  require(hits == 2, "a hit was not counted");
}

const interleave::Program program{"write_under_shared_lock",
                                  {"data race"},
                                  count_hits<std::shared_lock<std::shared_mutex>>,
                                  count_hits<std::unique_lock<std::shared_mutex>>};

}  // namespace
