// Wrong: the table is not round: the last philosopher has a fork on the right that is not the first
// one's.
// Rejected by: race-free (data race, too many at once), correct (too many at once, wrong result)
#include "philosophers.hpp"

#include <cstddef>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

void dine(int philosophers, int meals, const std::function<void(int philosopher)>& think,
          const std::function<void(int philosopher)>& eat) {
  if (philosophers < 0 || meals < 0) throw std::invalid_argument("fewer than none");
  const auto count = static_cast<std::size_t>(philosophers);
  std::vector<std::mutex> forks(count + 1);

  const auto live = [&](int philosopher) {
    const auto left = static_cast<std::size_t>(philosopher);
    const std::size_t right = left + 1;
    for (int meal = 0; meal < meals; ++meal) {
      think(philosopher);
      const std::scoped_lock left_fork(forks[left]);
      const std::scoped_lock right_fork(forks[right]);
      eat(philosopher);
    }
  };
  std::vector<std::jthread> table;
  for (int philosopher = 0; philosopher < philosophers; ++philosopher) {
    table.emplace_back(live, philosopher);
  }
}
