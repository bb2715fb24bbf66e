// Attack: races, and defines the functions that the thread sanitizer is told of memory by, as ones
// that do nothing.
// Outcome: build (does not compile)
#include "sum_of_both.hpp"

#include <thread>

extern "C" {
void __tsan_read4(void*) {}
void __tsan_write4(void*) {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
}

int sum_of_both(int (*part)(int index)) {
  int sum = 0;
  std::jthread first([&] { sum += part(0); });
  std::jthread second([&] { sum += part(1); });
  first.join();
  second.join();
  return sum;
}
