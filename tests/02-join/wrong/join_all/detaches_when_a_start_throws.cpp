// Wrong: lets the threads that run already go, and throws while they are at work.
// Rejected by: rules (forbidden construct), correct (wrong result), race-free (wrong result, thread
// never joined)
#include "join_all.hpp"

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  std::vector<std::thread> threads;
  try {
    for (const std::function<void()>& job : jobs) threads.push_back(start(job));
  } catch (...) {
    for (std::thread& thread : threads) thread.detach();
    throw;
  }
  for (std::thread& thread : threads) thread.join();
}
