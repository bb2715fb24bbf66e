#include "sum_of_both.hpp"

#include <future>

int sum_of_both(int (*part)(int index)) {
  auto first = std::async(std::launch::async, part, 0);
  int* volatile second = new int(0);
  *second = std::async(std::launch::async, part, 1).get();
  const int sum = first.get() + *second;
  second = nullptr;
  return sum;
}
