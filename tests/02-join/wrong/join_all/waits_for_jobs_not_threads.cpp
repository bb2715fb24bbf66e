// Wrong: waits until every job has returned, while the threads may still be running.
// Rejected by: rules (forbidden construct), correct (wrong result), race-free (wrong result, data
// race, thread never joined)
#include "join_all.hpp"

#include <exception>
#include <latch>
#include <list>

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  std::list<std::latch> returned;
  std::exception_ptr failure;
  for (const std::function<void()>& job : jobs) {
    std::latch& latch = returned.emplace_back(1);
    try {
      start([&job, &latch] {
        job();
        latch.count_down();
      }).detach();
    } catch (...) {
      returned.pop_back();
      failure = std::current_exception();
      break;
    }
  }
  for (const std::latch& latch : returned) latch.wait();
  if (failure) std::rethrow_exception(failure);
}
