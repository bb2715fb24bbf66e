// Notify before wait: a condition variable remembers nothing, so the news of the start is lost on
// whoever begins to wait for it too late.
#include "programs/program.hpp"

#include <condition_variable>
#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void wait_for_start() {
  std::mutex mutex;
  std::condition_variable started;
  bool has_started = false;
  int waits = 0;
  const auto start = [&] {
    const std::lock_guard lock(mutex);
    has_started = true;
    started.notify_all();
  };
  const auto wait = [&] {
    std::unique_lock lock(mutex);
    if constexpr (kFixed) {
      started.wait(lock, [&] { return has_started; });
    } else {
      started.wait(lock);
    }
    ++waits;
  };
  run_together(start, wait);
  require(waits == 1, "the wait is not over");
}

const interleave::Program program{
    "notify_before_wait", {"lost wake-up"}, wait_for_start<false>, wait_for_start<true>};

}  // namespace
