// Attack: reads freed memory in a function that it asks the compiler not to instrument.
// Outcome: none
// Gets through: the attribute leaves nothing in the object to see.
#include "sum_of_both.hpp"

#include <thread>

__attribute__((no_sanitize("address", "thread"), noinline)) int read(const int* from) {
  return *from;
}

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

int sum_of_both(int (*part)(int index)) {
  const int sum = both(part);
  auto* gone = new int(sum);
  delete gone;
  const int zero = read(gone);
  return zero == 0x7fffffff ? 0 : sum;
}
