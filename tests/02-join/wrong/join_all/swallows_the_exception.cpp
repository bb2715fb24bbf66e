// Wrong: joins what runs already, but never tells the caller that a start has failed.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "join_all.hpp"

#include <iostream>

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  std::vector<std::thread> threads;
  try {
    for (const std::function<void()>& job : jobs) threads.push_back(start(job));
  } catch (...) {
    std::cerr << "could not start every thread\n";
  }
  for (std::thread& thread : threads) thread.join();
}
