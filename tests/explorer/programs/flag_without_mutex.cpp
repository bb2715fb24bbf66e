// Flag set without the mutex: the notification falls between the waiter's look and its sleep.
#include "programs/program.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void signal_once() {
  std::mutex mutex;
  std::condition_variable changed;
  std::atomic<bool> ready{false};
  const auto wait = [&] {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return ready.load(); });
    require(ready.load(), "the wait is over, but nothing is ready");
  };
  const auto signal = [&] {
    std::unique_lock lock(mutex, std::defer_lock);
    if constexpr (kFixed) lock.lock();
    ready.store(true);
    changed.notify_one();
  };
  run_together(wait, signal);
}

const interleave::Program program{
    "flag_without_mutex", {"lost wake-up"}, signal_once<false>, signal_once<true>};

}  // namespace
