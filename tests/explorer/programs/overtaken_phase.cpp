// Overtaken phase: a fast thread overwrites, in the next phase, what a slow one has yet to read in
// this one, for want of a second barrier.
#include "programs/program.hpp"

#include <array>
#include <atomic>
#include <barrier>
#include <cstddef>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void exchange_with_neighbour() {
  std::array<std::atomic<int>, 2> values{};
  std::barrier phase(2);
  const auto exchange = [&](std::size_t own) {
    values.at(own).store(own == 0 ? 1 : 2);
    phase.arrive_and_wait();
    const int neighbour = values.at(1 - own).load();
    if constexpr (kFixed) phase.arrive_and_wait();
    values.at(own).store(neighbour);
  };
  run_together([&] { exchange(0); }, [&] { exchange(1); });
  require(values[0].load() == 2 && values[1].load() == 1, "the values were not exchanged");
}

const interleave::Program program{"overtaken_phase",
                                  {"wrong result"},
                                  exchange_with_neighbour<false>,
                                  exchange_with_neighbour<true>};

}  // namespace
