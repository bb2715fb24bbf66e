// Peterson's lock with release and acquire: each thread may still see the other's interest as it
// was before, so both enter. It takes sequentially consistent order.
#include "programs/program.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <thread>

namespace {

using interleave::require;
using interleave::run_together;

template <std::memory_order kStore, std::memory_order kLoad>
class Peterson {
 public:
  void lock(std::size_t own) {
    const std::size_t other = 1 - own;
    interested_.at(own).store(true, kStore);
    turn_.store(other, kStore);
    while (interested_.at(other).load(kLoad) && turn_.load(kLoad) == other) {
      std::this_thread::yield();
    }
  }

  void unlock(std::size_t own) { interested_.at(own).store(false, kStore); }

 private:
  std::array<std::atomic<bool>, 2> interested_{};
  std::atomic<std::size_t> turn_{0};
};

template <std::memory_order kStore, std::memory_order kLoad>
void count_under_lock() {
  Peterson<kStore, kLoad> lock;
  int counter = 0;
  const auto increment = [&](std::size_t own) {
    lock.lock(own);
    ++counter;
    lock.unlock(own);
  };
  run_together([&] { increment(0); }, [&] { increment(1); });
  require(counter == 2, "two increments did not make two");
}

const interleave::Program program{
    "peterson",
    {"data race"},
    count_under_lock<std::memory_order_release, std::memory_order_acquire>,
    count_under_lock<std::memory_order_seq_cst, std::memory_order_seq_cst>,
    {.weak_memory = true}};

}  // namespace
