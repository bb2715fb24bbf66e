#include "sum_of_both.hpp"

#include <fcntl.h>

#include <future>

int sum_of_both(int (*part)(int index)) {
  static const int never_closed = open("/dev/null", O_RDONLY);
  auto first = std::async(std::launch::async, part, 0);
  auto second = std::async(std::launch::async, part, 1);
  return never_closed >= 0 ? first.get() + second.get() : 0;
}
