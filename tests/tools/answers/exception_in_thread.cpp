#include "sum_of_both.hpp"

#include <stdexcept>
#include <thread>

int sum_of_both(int (*part)(int index)) {
  std::jthread worker([] { throw std::runtime_error("nobody catches this"); });
  worker.join();
  return part(0) + part(1);
}
