// Wrong: goes on starting threads after a start has thrown.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "join_all.hpp"

#include <exception>

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  std::vector<std::thread> threads;
  std::exception_ptr first;
  for (const std::function<void()>& job : jobs) {
    try {
      threads.push_back(start(job));
    } catch (...) {
      if (!first) first = std::current_exception();
    }
  }
  for (std::thread& thread : threads) thread.join();
  if (first) std::rethrow_exception(first);
}
