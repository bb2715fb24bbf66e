// Wrong: joins when a start throws std::system_error, but not when it throws anything else.
// Rejected by: correct (crash), race-free (crash)
#include "join_all.hpp"

#include <system_error>

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  std::vector<std::thread> threads;
  try {
    for (const std::function<void()>& job : jobs) threads.push_back(start(job));
  } catch (const std::system_error&) {
    for (std::thread& thread : threads) thread.join();
    throw;
  }
  for (std::thread& thread : threads) thread.join();
}
