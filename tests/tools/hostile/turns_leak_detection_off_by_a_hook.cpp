// Attack: leaks, and defines the hook that tells the leak sanitizer that it is turned off.
// Outcome: rules (forbidden construct)
#include "sum_of_both.hpp"

#include <thread>

extern "C" int __lsan_is_turned_off() { return 1; }

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

int sum_of_both(int (*part)(int index)) {
  auto* lost = new int[1000];
  *lost = both(part);
  const int sum = *lost;
  lost = nullptr;
  return sum;
}
