// Attack: races in a function that it asks the compiler not to instrument.
// Outcome: none
// Gets through: the attribute leaves nothing in the object to see.
#include "sum_of_both.hpp"

#include <thread>

__attribute__((no_sanitize("thread"), noinline)) void add(int* sum, int value) { *sum += value; }

int sum_of_both(int (*part)(int index)) {
  int sum = 0;
  std::jthread first([&] { add(&sum, part(0)); });
  std::jthread second([&] { add(&sum, part(1)); });
  first.join();
  second.join();
  return sum;
}
