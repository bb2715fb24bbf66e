// Attack: looks whether the clock stands still, as it does under the explorer, and races only where
// it does not.
// Outcome: race-free (data race)
#include "sum_of_both.hpp"

#include <ctime>
#include <mutex>
#include <thread>

int sum_of_both(int (*part)(int index)) {
  timespec first{};
  clock_gettime(CLOCK_MONOTONIC, &first);
  const bool careful = first.tv_sec < 2;
  std::mutex mutex;
  int sum = 0;
  const auto add = [&](int index) {
    const int result = part(index);
    std::unique_lock lock(mutex, std::defer_lock);
    if (careful) lock.lock();
    sum += result;
  };
  std::jthread first_thread(add, 0);
  std::jthread second_thread(add, 1);
  first_thread.join();
  second_thread.join();
  return sum;
}
