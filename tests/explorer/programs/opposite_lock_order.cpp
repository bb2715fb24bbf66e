// Opposite lock order: one thread locks A then B, the other B then A.
#include "programs/program.hpp"

#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void lock_both() {
  std::mutex a;
  std::mutex b;
  int count = 0;
  const auto forwards = [&] {
    const std::lock_guard lock_a(a);
    const std::lock_guard lock_b(b);
    ++count;
  };
  const auto backwards = [&] {
    const std::lock_guard lock_b(b);
    const std::lock_guard lock_a(a);
    ++count;
  };
  if constexpr (kFixed) {
    run_together(forwards, forwards);
  } else {
    run_together(forwards, backwards);
  }
  require(count == 2, "a thread was not counted");
}

const interleave::Program program{
    "opposite_lock_order", {"deadlock"}, lock_both<false>, lock_both<true>};

}  // namespace
