// Lost update: an atomic load and an atomic store do not make an atomic increment.
#include "programs/program.hpp"

#include <atomic>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void count_to_two() {
  std::atomic<int> counter{0};
  const auto increment = [&] {
    if constexpr (kFixed) {
      counter.fetch_add(1);
    } else {
      counter.store(counter.load() + 1);
    }
  };
  run_together(increment, increment);
  require(counter.load() == 2, "two increments did not make two");
}

const interleave::Program program{
    "lost_update", {"wrong result"}, count_to_two<false>, count_to_two<true>};

}  // namespace
