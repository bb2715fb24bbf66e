// Vector iteration: one thread walks over a vector while another makes it grow, and move.
#include "programs/program.hpp"

#include <mutex>
#include <vector>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void grow_while_iterating() {
  std::mutex mutex;
  std::vector<int> numbers{1};
  const auto grow = [&] {
    std::unique_lock lock(mutex, std::defer_lock);
    if constexpr (kFixed) lock.lock();
    numbers.push_back(2);
  };
  const auto add_up = [&] {
    std::unique_lock lock(mutex, std::defer_lock);
    if constexpr (kFixed) lock.lock();
    int sum = 0;
    for (const int number : numbers) sum += number;
    require(sum == 1 || sum == 3, "the sum is wrong");
  };
  run_together(grow, add_up);
}

const interleave::Program program{"vector_iteration",
                                  {"data race", "use after free"},
                                  grow_while_iterating<false>,
                                  grow_while_iterating<true>};

}  // namespace
