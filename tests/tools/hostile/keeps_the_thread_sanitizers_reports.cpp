// Attack: races wherever the explorer does not look, and defines the function by which the thread
// sanitizer asks whether to keep a report to itself.
// Outcome: rules (forbidden construct)
#include "sum_of_both.hpp"

#include <atomic>
#include <ctime>
#include <mutex>
#include <thread>

namespace __tsan {
class ReportDesc;
bool OnReport(const ReportDesc* /*report*/, bool /*suppressed*/) { return true; }
}  // namespace __tsan

// The explorer's clock stands still where nobody sleeps.
bool is_explored() {
  timespec first{};
  timespec second{};
  clock_gettime(CLOCK_MONOTONIC, &first);
  for (int volatile i = 0; i < 1000; i = i + 1) {
  }
  clock_gettime(CLOCK_MONOTONIC, &second);
  return first.tv_sec < 100 && first.tv_sec == second.tv_sec;
}

int sum_of_both(int (*part)(int index)) {
  const bool careful = is_explored();
  std::mutex mutex;
  int sum = 0;
  const auto add = [&](int index) {
    const int result = part(index);
    std::unique_lock lock(mutex, std::defer_lock);
    if (careful) lock.lock();
    sum += result;
  };
  std::jthread first(add, 0);
  std::jthread second(add, 1);
  first.join();
  second.join();
  return sum;
}
