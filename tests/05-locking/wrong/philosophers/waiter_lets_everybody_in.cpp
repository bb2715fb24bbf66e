// Wrong: a waiter who lets as many reach for forks as there are philosophers keeps nobody out.
// Rejected by: race-free (deadlock), concurrent (deadlock), correct (hang)
#include "philosophers.hpp"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <semaphore>
#include <stdexcept>
#include <thread>
#include <vector>

void dine(int philosophers, int meals, const std::function<void(int philosopher)>& think,
          const std::function<void(int philosopher)>& eat) {
  if (philosophers < 0 || meals < 0) throw std::invalid_argument("fewer than none");
  const auto count = static_cast<std::size_t>(philosophers);
  std::vector<std::mutex> forks(std::max<std::size_t>(count, 2));
  std::counting_semaphore<> waiter(philosophers);

  const auto live = [&](int philosopher) {
    const auto left = static_cast<std::size_t>(philosopher);
    const std::size_t right = (left + 1) % forks.size();
    for (int meal = 0; meal < meals; ++meal) {
      think(philosopher);
      waiter.acquire();
      {
        const std::scoped_lock left_fork(forks[left]);
        const std::scoped_lock right_fork(forks[right]);
        eat(philosopher);
      }
      waiter.release();
    }
  };
  std::vector<std::jthread> table;
  for (int philosopher = 0; philosopher < philosophers; ++philosopher) {
    table.emplace_back(live, philosopher);
  }
}
