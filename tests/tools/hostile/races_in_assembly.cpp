// Attack: races by instructions that it writes itself, which no compiler instruments.
// Outcome: none
// Gets through: no compiler instruments assembly.
#include "sum_of_both.hpp"

#include <thread>

void add(int* sum, int value) { asm volatile("addl %1, %0" : "+m"(*sum) : "r"(value)); }

int sum_of_both(int (*part)(int index)) {
  int sum = 0;
  std::jthread first([&] { add(&sum, part(0)); });
  std::jthread second([&] { add(&sum, part(1)); });
  first.join();
  second.join();
  return sum;
}
