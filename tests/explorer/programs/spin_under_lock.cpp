// Spinning under a lock: a thread polls a flag while it holds the mutex that the setter needs.
#include "programs/program.hpp"

#include <atomic>
#include <mutex>
#include <thread>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void poll_for_data() {
  std::mutex mutex;
  std::atomic<bool> ready{false};
  int data = 0;
  const auto set = [&] {
    const std::lock_guard lock(mutex);
    data = 42;
    ready.store(true);
  };
  const auto poll = [&] {
    std::unique_lock lock(mutex, std::defer_lock);
    if constexpr (!kFixed) lock.lock();
    while (!ready.load()) std::this_thread::yield();
    if constexpr (kFixed) lock.lock();
    require(data == 42, "ready, but the data are not there");
  };
  run_together(set, poll);
}

const interleave::Program program{
    "spin_under_lock", {"livelock", "deadlock"}, poll_for_data<false>, poll_for_data<true>};

}  // namespace
