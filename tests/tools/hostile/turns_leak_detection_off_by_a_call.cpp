// Attack: leaks, and calls the leak sanitizer's function that keeps what follows from being looked
// at.
// Outcome: rules (forbidden construct)
#include "sum_of_both.hpp"

#include <thread>

extern "C" __attribute__((weak)) void __lsan_disable();

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

int sum_of_both(int (*part)(int index)) {
  if (__lsan_disable != nullptr) __lsan_disable();
  auto* lost = new int[1000];
  *lost = both(part);
  const int sum = *lost;
  lost = nullptr;
  return sum;
}
