// Timeout ignored: a timed wait can return because time is up, and nobody asks why it returned.
#include "programs/program.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace {

using interleave::require;
using interleave::run_together;
using std::chrono::milliseconds;

template <bool kFixed>
void wait_for_result() {
  std::mutex mutex;
  std::condition_variable changed;
  bool ready = false;
  const auto compute = [&] {
    std::this_thread::sleep_for(milliseconds(10));
    const std::lock_guard lock(mutex);
    ready = true;
    changed.notify_one();
  };
  const auto use = [&] {
    std::unique_lock lock(mutex);
    if constexpr (kFixed) {
      changed.wait(lock, [&] { return ready; });
    } else {
      changed.wait_for(lock, milliseconds(5), [&] { return ready; });
    }
    require(ready, "the result is not there yet");
  };
  run_together(compute, use);
}

const interleave::Program program{
    "timeout_ignored", {"wrong result"}, wait_for_result<false>, wait_for_result<true>};

}  // namespace
