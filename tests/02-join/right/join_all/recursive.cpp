// Right: starts one thread, does the same for the rest of the jobs, then joins its own.
#include "join_all.hpp"

#include <cstddef>

namespace {

void join_from(std::size_t index, const std::vector<std::function<void()>>& jobs,
               const StartThread& start) {
  if (index == jobs.size()) return;
  std::thread thread = start(jobs[index]);
  try {
    join_from(index + 1, jobs, start);
  } catch (...) {
    thread.join();
    throw;
  }
  thread.join();
}

}  // namespace

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  join_from(0, jobs, start);
}
