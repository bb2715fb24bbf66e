// Store buffering: two threads raise a flag each and look at the other's; without sequentially
// consistent order neither need see one raised.
#include "programs/program.hpp"

#include <atomic>

namespace {

using interleave::require;
using interleave::run_together;

template <std::memory_order kStore, std::memory_order kLoad>
void raise_and_look() {
  std::atomic<bool> left{false};
  std::atomic<bool> right{false};
  bool left_saw = false;
  bool right_saw = false;
  const auto raise_left = [&] {
    left.store(true, kStore);
    left_saw = right.load(kLoad);
  };
  const auto raise_right = [&] {
    right.store(true, kStore);
    right_saw = left.load(kLoad);
  };
  run_together(raise_left, raise_right);
  require(left_saw || right_saw, "neither thread has seen the other's flag");
}

const interleave::Program program{
    "store_buffering",
    {"wrong result"},
    raise_and_look<std::memory_order_release, std::memory_order_acquire>,
    raise_and_look<std::memory_order_seq_cst, std::memory_order_seq_cst>,
    {.weak_memory = true}};

}  // namespace
