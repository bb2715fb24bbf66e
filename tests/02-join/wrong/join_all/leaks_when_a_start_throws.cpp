// Wrong: when a start throws, the vector destroys threads that were never joined.
// Rejected by: correct (crash), race-free (crash)
#include "join_all.hpp"

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  std::vector<std::thread> threads;
  threads.reserve(jobs.size());
  for (const std::function<void()>& job : jobs) threads.push_back(start(job));
  for (std::thread& thread : threads) thread.join();
}
