// Wrong: lets no more than half of them eat at a time, whoever they are: also two neighbours.
// Rejected by: race-free (data race, too many at once), correct (too many at once, wrong result)
#include "philosophers.hpp"

#include <algorithm>
#include <semaphore>
#include <stdexcept>
#include <thread>
#include <vector>

void dine(int philosophers, int meals, const std::function<void(int philosopher)>& think,
          const std::function<void(int philosopher)>& eat) {
  if (philosophers < 0 || meals < 0) throw std::invalid_argument("fewer than none");
  std::counting_semaphore<> pairs_of_forks(std::max(philosophers / 2, 1));

  const auto live = [&](int philosopher) {
    for (int meal = 0; meal < meals; ++meal) {
      think(philosopher);
      pairs_of_forks.acquire();
      eat(philosopher);
      pairs_of_forks.release();
    }
  };
  std::vector<std::jthread> table;
  for (int philosopher = 0; philosopher < philosophers; ++philosopher) {
    table.emplace_back(live, philosopher);
  }
}
