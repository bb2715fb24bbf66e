// Wrong: one mutex for all forks: no two can ever eat at the same time.
// Rejected by: concurrent (serial)
#include "philosophers.hpp"

#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

void dine(int philosophers, int meals, const std::function<void(int philosopher)>& think,
          const std::function<void(int philosopher)>& eat) {
  if (philosophers < 0 || meals < 0) throw std::invalid_argument("fewer than none");
  std::mutex forks;

  const auto live = [&](int philosopher) {
    for (int meal = 0; meal < meals; ++meal) {
      think(philosopher);
      const std::scoped_lock lock(forks);
      eat(philosopher);
    }
  };
  std::vector<std::jthread> table;
  for (int philosopher = 0; philosopher < philosophers; ++philosopher) {
    table.emplace_back(live, philosopher);
  }
}
