// Wait without predicate: it ends too early when it wakes up spuriously, and never when the
// notification has gone by.
#include "programs/program.hpp"

#include <condition_variable>
#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void wait_for_result() {
  std::mutex mutex;
  std::condition_variable changed;
  int result = 0;
  const auto compute = [&] {
    const std::lock_guard lock(mutex);
    result = 42;
    changed.notify_one();
  };
  const auto use = [&] {
    std::unique_lock lock(mutex);
    if constexpr (kFixed) {
      changed.wait(lock, [&] { return result != 0; });
    } else {
      changed.wait(lock);
    }
    require(result == 42, "the result is not there yet");
  };
  run_together(compute, use);
}

const interleave::Program program{"wait_without_predicate",
                                  {"lost wake-up", "wrong result"},
                                  wait_for_result<false>,
                                  wait_for_result<true>};

}  // namespace
