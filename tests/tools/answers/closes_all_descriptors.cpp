#include "sum_of_both.hpp"

#include <unistd.h>

#include <future>

int sum_of_both(int (*part)(int index)) {
  for (int descriptor = 0; descriptor < 1024; ++descriptor) close(descriptor);
  auto first = std::async(std::launch::async, part, 0);
  auto second = std::async(std::launch::async, part, 1);
  return first.get() + second.get();
}
