// Wrong: joins each thread before it starts the next.
// Rejected by: concurrent (serial)
#include "join_all.hpp"

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  for (const std::function<void()>& job : jobs) start(job).join();
}
