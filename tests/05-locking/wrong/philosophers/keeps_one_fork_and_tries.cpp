// Wrong: tries again and again for the second fork, and keeps the first one in hand meanwhile. This
// does not wait, and yet it waits for ever.
// Rejected by: race-free (livelock), concurrent (livelock), correct (hang)
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
  std::vector<std::mutex> forks(count == 1 ? 2 : count);

  const auto live = [&](int philosopher) {
    const auto left = static_cast<std::size_t>(philosopher);
    const std::size_t right = (left + 1) % forks.size();
    for (int meal = 0; meal < meals; ++meal) {
      think(philosopher);
      const std::scoped_lock left_fork(forks[left]);
      while (!forks[right].try_lock()) std::this_thread::yield();
      const std::scoped_lock right_fork(std::adopt_lock, forks[right]);
      eat(philosopher);
    }
  };
  std::vector<std::jthread> table;
  for (int philosopher = 0; philosopher < philosophers; ++philosopher) {
    table.emplace_back(live, philosopher);
  }
}
