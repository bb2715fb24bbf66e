// Wrong: asks whether its job is the first that threw, and only then takes the mutex: meanwhile an
// earlier job may have answered the same.
// Rejected by: race-free (wrong result), correct (wrong result)
#include "carry_exceptions.hpp"

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>

void carry_exceptions(const std::vector<std::function<void()>>& jobs) {
  std::atomic<std::size_t> found_at = jobs.size();
  std::mutex mutex;
  std::exception_ptr found;  // guarded by mutex
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      threads.emplace_back([&, i] {
        try {
          jobs[i]();
        } catch (...) {
          if (i > found_at) return;
          const std::scoped_lock lock(mutex);
          found = std::current_exception();
          found_at = i;
        }
      });
    }
  }
  if (found) std::rethrow_exception(found);
}
