// Semaphore as a mutex: it starts with a count of two, so it lets two in.
#include "programs/program.hpp"

#include <cstddef>
#include <semaphore>

namespace {

using interleave::require;
using interleave::run_together;

template <std::ptrdiff_t kInitial>
void count_under_semaphore() {
  std::counting_semaphore<2> semaphore(kInitial);
  int counter = 0;
  const auto increment = [&] {
    semaphore.acquire();
    ++counter;
    semaphore.release();
  };
  run_together(increment, increment);
  require(counter == 2, "two increments did not make two");
}

const interleave::Program program{
    "semaphore_as_mutex", {"data race"}, count_under_semaphore<2>, count_under_semaphore<1>};

}  // namespace
