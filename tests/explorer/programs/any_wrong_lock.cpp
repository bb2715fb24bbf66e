// condition_variable_any takes any lock, also one that has nothing to do with the flag: the waiter
// locks another mutex than the one that the flag is set under.
#include "programs/program.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void signal_once() {
  std::mutex flag_mutex;
  std::mutex other_mutex;
  std::condition_variable_any changed;
  std::atomic<bool> ready{false};
  const auto wait = [&] {
    std::unique_lock lock(kFixed ? flag_mutex : other_mutex);
    changed.wait(lock, [&] { return ready.load(); });
    require(ready.load(), "the wait is over, but nothing is ready");
  };
  const auto signal = [&] {
    const std::lock_guard lock(flag_mutex);
    ready.store(true);
    changed.notify_one();
  };
  run_together(wait, signal);
}

const interleave::Program program{
    "any_wrong_lock", {"lost wake-up"}, signal_once<false>, signal_once<true>};

}  // namespace
