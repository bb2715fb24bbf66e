// Semaphore under a mutex: the consumer waits for an item while it holds the mutex that the
// producer needs to bring one.
#include "programs/program.hpp"

#include <mutex>
#include <semaphore>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void pass_one_item() {
  std::mutex mutex;
  std::counting_semaphore<2> filled{0};
  int items = 0;
  const auto produce = [&] {
    const std::lock_guard lock(mutex);
    ++items;
    filled.release();
  };
  const auto consume = [&] {
    std::unique_lock lock(mutex, std::defer_lock);
    if constexpr (!kFixed) lock.lock();
    filled.acquire();
    if constexpr (kFixed) lock.lock();
    --items;
  };
  run_together(produce, consume);
  require(items == 0, "an item was lost");
}

const interleave::Program program{
    "semaphore_under_mutex", {"deadlock"}, pass_one_item<false>, pass_one_item<true>};

}  // namespace
