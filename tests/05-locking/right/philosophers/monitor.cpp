// Right: there are no forks: one mutex guards who is eating, and who wants to eat waits until
// neither neighbour is. It is not held during the meal.
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "philosophers.hpp"

void dine(int philosophers, int meals, const std::function<void(int philosopher)>& think,
          const std::function<void(int philosopher)>& eat) {
  if (philosophers < 0 || meals < 0) throw std::invalid_argument("fewer than none");
  const auto count = static_cast<std::size_t>(philosophers);
  std::mutex mutex;
  std::condition_variable somebody_has_eaten;
  std::vector<bool> eats(count);  // guarded by mutex

  const auto live = [&](std::size_t i) {
    for (int meal = 0; meal < meals; ++meal) {
      think(static_cast<int>(i));
      std::unique_lock lock(mutex);
      somebody_has_eaten.wait(
          lock, [&] { return !eats[(i + count - 1) % count] && !eats[(i + 1) % count]; });
      eats[i] = true;
      lock.unlock();
      eat(static_cast<int>(i));
      lock.lock();
      eats[i] = false;
      somebody_has_eaten.notify_all();
    }
  };
  std::vector<std::jthread> table;
  for (std::size_t i = 0; i < count; ++i) table.emplace_back(live, i);
}
