// A mutex per thread: each thread locks, but its own mutex, which keeps nobody out.
#include "programs/program.hpp"

#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void count_under_lock() {
  std::mutex shared;
  int counter = 0;
  const auto increment = [&] {
    std::mutex own;
    const std::lock_guard lock(kFixed ? shared : own);
    ++counter;
  };
  run_together(increment, increment);
  require(counter == 2, "two increments did not make two");
}

const interleave::Program program{
    "mutex_per_thread", {"data race"}, count_under_lock<false>, count_under_lock<true>};

}  // namespace
