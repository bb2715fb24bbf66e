// Three philosophers: each takes the fork on the left, and waits for the one on the right.
#include "programs/program.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

constexpr std::size_t kSeats = 3;

template <bool kFixed>
void dine() {
  std::array<std::mutex, kSeats> forks;
  std::array<int, kSeats> meals{};
  const auto eat = [&](std::size_t seat) {
    std::size_t first = seat;
    std::size_t second = (seat + 1) % kSeats;
    if (kFixed && second < first) std::swap(first, second);
    const std::lock_guard first_fork(forks.at(first));
    const std::lock_guard second_fork(forks.at(second));
    ++meals.at(seat);
  };
  run_together([&] { eat(0); }, [&] { eat(1); }, [&] { eat(2); });
  require(meals == std::array{1, 1, 1}, "a philosopher has not eaten");
}

const interleave::Program program{"philosophers", {"deadlock"}, dine<false>, dine<true>};

}  // namespace
