// Wrong: a thread reads which number is next and counts it up in two steps, so that two threads may
// read the same.
// Rejected by: race-free (wrong result, data race), correct (wrong result)
#include "run_workers.hpp"

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

void run_workers(int count, const std::function<void(int worker)>& work) {
  std::atomic<int> next = 0;
  std::vector<std::jthread> workers;
  workers.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    workers.emplace_back([&] {
      const int worker = next;
      next = worker + 1;
      work(worker);
    });
  }
}
