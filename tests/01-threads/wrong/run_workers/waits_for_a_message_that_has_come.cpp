// Wrong: the last worker may have said that all have ended before anybody waits to hear it.
// Rejected by: race-free (lost wake-up), concurrent (lost wake-up), correct (hang)
#include "run_workers.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

void run_workers(int count, const std::function<void(int worker)>& work) {
  std::atomic<int> left = count;
  std::mutex mutex;
  std::condition_variable all_ended;
  std::vector<std::jthread> workers;
  workers.reserve(static_cast<std::size_t>(count));
  for (int worker = 0; worker < count; ++worker) {
    workers.emplace_back([&, worker] {
      work(worker);
      if (--left == 0) all_ended.notify_one();
    });
  }
  std::unique_lock lock(mutex);
  while (left > 0) all_ended.wait(lock);
}
