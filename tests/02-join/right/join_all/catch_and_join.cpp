// Right: joins by hand, in a handler that catches everything and throws it on.
#include "join_all.hpp"

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  std::vector<std::thread> threads;
  const auto join = [&threads] {
    for (std::thread& thread : threads) thread.join();
  };
  threads.reserve(jobs.size());
  try {
    for (const std::function<void()>& job : jobs) threads.push_back(start(job));
  } catch (...) {
    join();
    throw;
  }
  join();
}
