// Wrong: says that it is hungry, and then waits for as long as a neighbour is: two polite
// neighbours let each other go first for ever.
// Rejected by: race-free (livelock), concurrent (livelock), correct (hang)
#include "philosophers.hpp"

#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <thread>
#include <vector>

void dine(int philosophers, int meals, const std::function<void(int philosopher)>& think,
          const std::function<void(int philosopher)>& eat) {
  if (philosophers < 0 || meals < 0) throw std::invalid_argument("fewer than none");
  const auto count = static_cast<std::size_t>(philosophers);
  std::vector<std::atomic<bool>> hungry(count);

  const auto live = [&](int philosopher) {
    const auto self = static_cast<std::size_t>(philosopher);
    const std::size_t left = (self + count - 1) % count;
    const std::size_t right = (self + 1) % count;
    for (int meal = 0; meal < meals; ++meal) {
      think(philosopher);
      hungry[self] = true;
      while (count > 1 && (hungry[left] || hungry[right])) std::this_thread::yield();
      eat(philosopher);
      hungry[self] = false;
    }
  };
  std::vector<std::jthread> table;
  for (int philosopher = 0; philosopher < philosophers; ++philosopher) {
    table.emplace_back(live, philosopher);
  }
}
