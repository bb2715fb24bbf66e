// Wrong: a job counts and notifies without the lock. If it does so after the caller has looked at
// the counter and before it waits, nobody is woken.
// Rejected by: correct (hang), race-free (lost wake-up), concurrent (lost wake-up)
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "join_all.hpp"

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  std::mutex mutex;
  std::condition_variable one_more;
  std::atomic<std::size_t> returned = 0;
  std::vector<std::thread> threads;
  const auto join = [&] {
    std::unique_lock lock(mutex);
    one_more.wait(lock, [&] { return returned == threads.size(); });
    for (std::thread& thread : threads) thread.join();
  };
  threads.reserve(jobs.size());
  try {
    for (const std::function<void()>& job : jobs) {
      threads.push_back(start([&] {
        job();
        ++returned;
        one_more.notify_one();
      }));
    }
  } catch (...) {
    join();
    throw;
  }
  join();
}
