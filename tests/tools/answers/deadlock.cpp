#include "sum_of_both.hpp"

#include <mutex>
#include <thread>

int sum_of_both(int (*part)(int index)) {
  std::mutex busy;
  int sum = 0;
  const std::scoped_lock held(busy);
  std::jthread worker([&] {
    const std::scoped_lock never(busy);
    sum += part(0);
  });
  worker.join();
  return sum + part(1);
}
