// Right, with variables outside of every namespace, whose symbols are their bare names.
#include "sum_of_both.hpp"

#include <atomic>
#include <mutex>
#include <thread>

std::mutex sum_mutex;
std::atomic<int> calls{0};
thread_local int last_part = 0;
int sum_so_far = 0;

int sum_of_both(int (*part)(int index)) {
  sum_so_far = 0;
  const auto add = [&](int index) {
    last_part = part(index);
    ++calls;
    const std::scoped_lock lock(sum_mutex);
    sum_so_far += last_part;
  };
  std::thread first(add, 0);
  std::thread second(add, 1);
  first.join();
  second.join();
  return sum_so_far;
}
