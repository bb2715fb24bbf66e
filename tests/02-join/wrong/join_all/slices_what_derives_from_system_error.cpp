// Wrong: the handler for std::system_error, which start is expected to throw, throws a copy of that
// base class.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "join_all.hpp"

#include <system_error>

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  std::vector<std::thread> threads;
  threads.reserve(jobs.size());
  const auto join_threads = [&] {
    for (std::thread& thread : threads) thread.join();
  };
  try {
    for (const std::function<void()>& job : jobs) threads.push_back(start(job));
  } catch (const std::system_error& error) {
    join_threads();
    throw error;
  } catch (...) {
    join_threads();
    throw;
  }
  join_threads();
}
