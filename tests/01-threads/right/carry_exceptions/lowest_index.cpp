// Right: one exception for all, behind a mutex; it is replaced by that of a job with a lower index.
#include "carry_exceptions.hpp"

#include <exception>
#include <list>
#include <mutex>
#include <thread>

void carry_exceptions(const std::vector<std::function<void()>>& jobs) {
  std::mutex mutex;
  std::exception_ptr found;            // guarded by mutex
  std::size_t found_at = jobs.size();  // guarded by mutex
  std::list<std::thread> threads;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    threads.emplace_back([&, i] {
      try {
        jobs[i]();
      } catch (...) {
        const std::scoped_lock lock(mutex);
        if (i > found_at) return;
        found = std::current_exception();
        found_at = i;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (found) std::rethrow_exception(found);
}
