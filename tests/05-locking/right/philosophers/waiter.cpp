// Right: all take the left fork first, but a waiter lets no more than all but one reach for forks
// at a time: one of them finds both. Forks are semaphores; number 0 lives on the caller's thread.
#include <algorithm>
#include <cstddef>
#include <list>
#include <semaphore>
#include <stdexcept>
#include <thread>
#include <vector>

#include "philosophers.hpp"

void dine(int philosophers, int meals, const std::function<void(int philosopher)>& think,
          const std::function<void(int philosopher)>& eat) {
  if (philosophers < 0 || meals < 0) throw std::invalid_argument("fewer than none");
  if (philosophers == 0) return;
  const std::size_t count = static_cast<std::size_t>(std::max(philosophers, 2));
  std::counting_semaphore<> waiter(std::max(philosophers - 1, 1));
  std::vector<std::counting_semaphore<>*> forks;
  std::list<std::counting_semaphore<>> drawer;
  while (forks.size() < count) forks.push_back(&drawer.emplace_back(1));

  const auto live = [&](int philosopher) {
    std::counting_semaphore<>& left = *forks[static_cast<std::size_t>(philosopher)];
    std::counting_semaphore<>& right = *forks[static_cast<std::size_t>(philosopher + 1) % count];
    for (int meal = 0; meal < meals; ++meal) {
      think(philosopher);
      waiter.acquire();
      left.acquire();
      right.acquire();
      eat(philosopher);
      left.release();
      right.release();
      waiter.release();
    }
  };
  std::vector<std::jthread> others;
  for (int philosopher = 1; philosopher < philosophers; ++philosopher) {
    others.emplace_back(live, philosopher);
  }
  live(0);
}
