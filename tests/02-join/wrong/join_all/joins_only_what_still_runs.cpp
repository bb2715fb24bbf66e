// Wrong: takes a job that has returned for a thread that needs no join, and destroys it unjoined. A
// job that takes long hides that.
// Rejected by: correct (crash), race-free (crash), concurrent (crash)
#include <atomic>
#include <cstddef>
#include <list>

#include "join_all.hpp"

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  std::list<std::atomic<bool>> returned;
  std::vector<std::thread> threads;
  const auto join = [&] {
    auto has_returned = returned.begin();
    for (std::thread& thread : threads) {
      if (!*has_returned++) thread.join();
    }
  };
  try {
    for (const std::function<void()>& job : jobs) {
      std::atomic<bool>& flag = returned.emplace_back(false);
      threads.push_back(start([&job, &flag] {
        job();
        flag = true;
      }));
    }
  } catch (...) {
    join();
    throw;
  }
  join();
}
