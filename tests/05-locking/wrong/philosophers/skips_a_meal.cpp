// Wrong: when a fork is not there, goes without that meal.
// Rejected by: race-free (wrong result, deadlock), concurrent (wrong result), correct (wrong
// result, hang)
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
  std::vector<std::mutex> forks(std::max<std::size_t>(count, 2));

  const auto live = [&](int philosopher) {
    const auto left = static_cast<std::size_t>(philosopher);
    const std::size_t right = (left + 1) % forks.size();
    for (int meal = 0; meal < meals; ++meal) {
      think(philosopher);
      const std::unique_lock lower(forks[std::min(left, right)], std::try_to_lock);
      if (!lower.owns_lock()) continue;
      const std::unique_lock higher(forks[std::max(left, right)], std::try_to_lock);
      if (higher.owns_lock()) eat(philosopher);
    }
  };
  std::vector<std::jthread> table;
  for (int philosopher = 0; philosopher < philosophers; ++philosopher) {
    table.emplace_back(live, philosopher);
  }
}
