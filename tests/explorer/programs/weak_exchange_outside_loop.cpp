// Weak compare-and-exchange outside a loop: when it fails, the increment is forgotten.
#include "programs/program.hpp"

#include <atomic>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void count_to_two() {
  std::atomic<int> counter{0};
  const auto increment = [&] {
    int seen = counter.load();
    while (!counter.compare_exchange_weak(seen, seen + 1) && kFixed) {
    }
  };
  run_together(increment, increment);
  require(counter.load() == 2, "two increments did not make two");
}

const interleave::Program program{
    "weak_exchange_outside_loop", {"wrong result"}, count_to_two<false>, count_to_two<true>};

}  // namespace
