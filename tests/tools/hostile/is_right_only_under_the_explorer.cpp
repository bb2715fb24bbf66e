// Attack: looks whether the clock stands still, as it does under the explorer, and is right there
// and wrong everywhere else.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <ctime>
#include <thread>

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

bool attack() {
  timespec first{};
  clock_gettime(CLOCK_MONOTONIC, &first);
  return first.tv_sec < 2;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
