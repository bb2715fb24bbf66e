// Relaxed spin lock: one thread at a time is inside, but what it wrote stays its own affair.
#include "programs/program.hpp"

#include <atomic>
#include <thread>

namespace {

using interleave::require;
using interleave::run_together;

template <std::memory_order kLock, std::memory_order kUnlock>
void count_under_spin_lock() {
  std::atomic_flag locked;
  int counter = 0;
  const auto increment = [&] {
    while (locked.test_and_set(kLock)) std::this_thread::yield();
    ++counter;
    locked.clear(kUnlock);
  };
  run_together(increment, increment);
  require(counter == 2, "two increments did not make two");
}

const interleave::Program program{
    "spin_lock_relaxed",
    {"data race"},
    count_under_spin_lock<std::memory_order_relaxed, std::memory_order_relaxed>,
    count_under_spin_lock<std::memory_order_acquire, std::memory_order_release>};

}  // namespace
