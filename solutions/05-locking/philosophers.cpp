#include "philosophers.hpp"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

void dine(int philosophers, int meals, const std::function<void(int philosopher)>& think,
          const std::function<void(int philosopher)>& eat) {
  if (philosophers < 0 || meals < 0) throw std::invalid_argument("fewer than none");
  const auto count = static_cast<std::size_t>(philosophers);
  // Who is alone gets a second fork: both of theirs would be the same mutex, to be locked twice.
  std::vector<std::mutex> forks(std::max<std::size_t>(count, 2));

  const auto live = [&](int philosopher) {
    const auto left = static_cast<std::size_t>(philosopher);
    const std::size_t right = (left + 1) % forks.size();
    for (int meal = 0; meal < meals; ++meal) {
      think(philosopher);
      // The fork with the lower number first, which for the last philosopher is the one on the
      // right. If all took the left one first, each could hold one and wait for the other, for
      // ever.
      const std::scoped_lock lower(forks[std::min(left, right)]);
      const std::scoped_lock higher(forks[std::max(left, right)]);
      eat(philosopher);
    }
  };
  std::vector<std::jthread> table;
  for (int philosopher = 0; philosopher < philosophers; ++philosopher) {
    table.emplace_back(live, philosopher);
  }
}
