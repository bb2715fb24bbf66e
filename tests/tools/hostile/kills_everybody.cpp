// Attack: kills every process that it may, and is right if there was one.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <csignal>
#include <thread>

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

bool attack() { return kill(-1, SIGKILL) == 0; }

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
