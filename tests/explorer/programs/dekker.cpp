// Dekker's lock with release and acquire: "I want" need not be seen before "does the other?" is
// answered, so both enter. It takes sequentially consistent order.
#include "programs/program.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <thread>

namespace {

using interleave::require;
using interleave::run_together;

template <std::memory_order kStore, std::memory_order kLoad>
class Dekker {
 public:
  void lock(std::size_t own) {
    const std::size_t other = 1 - own;
    wants_.at(own).store(true, kStore);
    while (wants_.at(other).load(kLoad)) {
      if (turn_.load(kLoad) == own) {
        std::this_thread::yield();
      } else {
        wants_.at(own).store(false, kStore);
        while (turn_.load(kLoad) != own) std::this_thread::yield();
        wants_.at(own).store(true, kStore);
      }
    }
  }

  void unlock(std::size_t own) {
    turn_.store(1 - own, kStore);
    wants_.at(own).store(false, kStore);
  }

 private:
  std::array<std::atomic<bool>, 2> wants_{};
  std::atomic<std::size_t> turn_{0};
};

template <std::memory_order kStore, std::memory_order kLoad>
void enter_from_two_threads() {
  Dekker<kStore, kLoad> lock;
  std::atomic<int> inside{0};
  const auto enter = [&](std::size_t own) {
    lock.lock(own);
    require(inside.fetch_add(1) == 0, "two threads are inside");
    inside.fetch_sub(1);
    lock.unlock(own);
  };
  run_together([&] { enter(0); }, [&] { enter(1); });
}

const interleave::Program program{
    "dekker",
    {"wrong result"},
    enter_from_two_threads<std::memory_order_release, std::memory_order_acquire>,
    enter_from_two_threads<std::memory_order_seq_cst, std::memory_order_seq_cst>,
    {.weak_memory = true}};

}  // namespace
