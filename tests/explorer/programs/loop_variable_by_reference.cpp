// Loop variable by reference: threads look at their number while the loop goes on counting.
#include "programs/program.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace {

using interleave::require;

template <bool kFixed>
void number_threads() {
  std::array<std::atomic<int>, 3> starts{};
  std::vector<std::thread> threads;
  std::size_t number = 0;
  for (; number < 2; ++number) {
    if constexpr (kFixed) {
      threads.emplace_back([&starts, number] { ++starts.at(number); });
    } else {
      threads.emplace_back([&starts, &number] { ++starts.at(number); });
    }
  }
  for (std::thread& thread : threads) thread.join();
  require(starts[0] == 1 && starts[1] == 1, "a number went to no thread, or to two");
}

const interleave::Program program{
    "loop_variable_by_reference", {"data race"}, number_threads<false>, number_threads<true>};

}  // namespace
