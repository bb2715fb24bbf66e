// Latch count too high: the one who waits was counted among those who arrive.
#include "programs/program.hpp"

#include <cstddef>
#include <latch>

namespace {

using interleave::require;
using interleave::run_together;

template <std::ptrdiff_t kCount>
void wait_for_two_workers() {
  std::latch done(kCount);
  int first = 0;
  int second = 0;
  const auto work_first = [&] {
    first = 1;
    done.count_down();
  };
  const auto work_second = [&] {
    second = 1;
    done.count_down();
  };
  const auto add_up = [&] {
    done.wait();
    require(first + second == 2, "a worker has not finished");
  };
  run_together(work_first, work_second, add_up);
}

const interleave::Program program{
    "latch_count_too_high", {"deadlock"}, wait_for_two_workers<3>, wait_for_two_workers<2>};

}  // namespace
