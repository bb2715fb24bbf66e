// Racy counter: two threads add to a plain int, with nothing between them.
#include "programs/program.hpp"

#include <atomic>

namespace {

using interleave::require;
using interleave::run_together;

template <class Counter>
void count_to_two() {
  Counter counter{0};
  const auto increment = [&] { ++counter; };
  run_together(increment, increment);
  require(counter == 2, "two increments did not make two");
}

const interleave::Program program{
    "racy_counter", {"data race"}, count_to_two<int>, count_to_two<std::atomic<int>>};

}  // namespace
