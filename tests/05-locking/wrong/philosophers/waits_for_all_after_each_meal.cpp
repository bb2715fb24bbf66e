// Wrong: after each meal everybody waits until all have had theirs: who thinks for long holds up
// the others.
// Rejected by: correct (hang), race-free (deadlock)
#include "philosophers.hpp"

#include <algorithm>
#include <barrier>
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
  std::barrier all_have_eaten(std::max(philosophers, 1));

  const auto live = [&](int philosopher) {
    const auto left = static_cast<std::size_t>(philosopher);
    const std::size_t right = (left + 1) % forks.size();
    for (int meal = 0; meal < meals; ++meal) {
      think(philosopher);
      {
        const std::scoped_lock lower(forks[std::min(left, right)]);
        const std::scoped_lock higher(forks[std::max(left, right)]);
        eat(philosopher);
      }
      all_have_eaten.arrive_and_wait();
    }
  };
  std::vector<std::jthread> table;
  for (int philosopher = 0; philosopher < philosophers; ++philosopher) {
    table.emplace_back(live, philosopher);
  }
}
