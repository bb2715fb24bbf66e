// Right: std::scoped_lock takes both forks, or waits with none in hand.
#include <cstddef>
#include <future>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "philosophers.hpp"

void dine(int philosophers, int meals, const std::function<void(int philosopher)>& think,
          const std::function<void(int philosopher)>& eat) {
  if (philosophers < 0 || meals < 0) throw std::invalid_argument("fewer than none");
  std::vector<std::mutex> forks(static_cast<std::size_t>(philosophers));
  std::vector<std::future<void>> table;
  for (int philosopher = 0; philosopher < philosophers; ++philosopher) {
    std::mutex& left = forks[static_cast<std::size_t>(philosopher)];
    std::mutex& right = forks[static_cast<std::size_t>(philosopher + 1) % forks.size()];
    table.push_back(std::async(std::launch::async, [&, philosopher] {
      for (int meal = 0; meal < meals; ++meal) {
        think(philosopher);
        if (&left == &right) {
          eat(philosopher);
        } else {
          const std::scoped_lock both(left, right);
          eat(philosopher);
        }
      }
    }));
  }
  for (std::future<void>& end : table) end.get();
}
