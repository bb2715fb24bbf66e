// Wrong: joins from the second thread on, so that the first is destroyed unjoined.
// Rejected by: correct (crash), race-free (crash), concurrent (crash)
#include "join_all.hpp"

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  std::vector<std::thread> threads;
  const auto join = [&threads] {
    for (std::size_t index = 1; index < threads.size(); ++index) threads[index].join();
  };
  try {
    for (const std::function<void()>& job : jobs) threads.push_back(start(job));
  } catch (...) {
    join();
    throw;
  }
  join();
}
