#include "sum_of_both.hpp"

#include <atomic>

int sum_of_both(int (*part)(int index)) {
  const std::atomic<bool> ready = false;
  while (!ready) {
  }
  return part(0) + part(1);
}
