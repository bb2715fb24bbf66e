// Wrong: the forks are static: who dines at one table takes them from all others.
// Rejected by: correct (hang), race-free (deadlock)
#include "philosophers.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

void dine(int philosophers, int meals, const std::function<void(int philosopher)>& think,
          const std::function<void(int philosopher)>& eat) {
  static std::array<std::mutex, 1'000> forks;
  if (philosophers < 0 || meals < 0) throw std::invalid_argument("fewer than none");
  const std::size_t count = static_cast<std::size_t>(std::max(philosophers, 2));

  const auto live = [&](int philosopher) {
    const auto left = static_cast<std::size_t>(philosopher);
    const std::size_t right = (left + 1) % count;
    for (int meal = 0; meal < meals; ++meal) {
      think(philosopher);
      const std::scoped_lock lower(forks.at(std::min(left, right)));
      const std::scoped_lock higher(forks.at(std::max(left, right)));
      eat(philosopher);
    }
  };
  std::vector<std::jthread> table;
  for (int philosopher = 0; philosopher < philosophers; ++philosopher) {
    table.emplace_back(live, philosopher);
  }
}
