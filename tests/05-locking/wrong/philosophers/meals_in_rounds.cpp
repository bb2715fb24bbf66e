// Wrong: all dine in rounds, first the even numbers, then the odd ones, then the last. No fork is
// shared, and everybody waits for the slowest thinker.
// Rejected by: concurrent (deadlock), race-free (deadlock), correct (hang)
#include "philosophers.hpp"

#include <barrier>
#include <stdexcept>
#include <thread>
#include <vector>

void dine(int philosophers, int meals, const std::function<void(int philosopher)>& think,
          const std::function<void(int philosopher)>& eat) {
  if (philosophers < 0 || meals < 0) throw std::invalid_argument("fewer than none");
  std::barrier round(philosophers);

  const auto live = [&](int philosopher) {
    const bool is_odd_one_out = philosophers % 2 == 1 && philosopher == philosophers - 1;
    const int turn = is_odd_one_out ? 2 : philosopher % 2;
    for (int meal = 0; meal < meals; ++meal) {
      think(philosopher);
      for (int now = 0; now < 3; ++now) {
        round.arrive_and_wait();
        if (now == turn) eat(philosopher);
      }
      round.arrive_and_wait();
    }
  };
  std::vector<std::jthread> table;
  for (int philosopher = 0; philosopher < philosophers; ++philosopher) {
    table.emplace_back(live, philosopher);
  }
}
