// Wrong: makes threads of its own and never calls start.
// Rejected by: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "join_all.hpp"

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& /*start*/) {
  std::vector<std::jthread> threads;
  for (const std::function<void()>& job : jobs) threads.emplace_back(job);
}
