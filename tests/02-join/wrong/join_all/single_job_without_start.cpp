// Wrong: a single job needs no thread, so start is not called and the caller runs the job.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "join_all.hpp"

namespace {

struct JoinedThreads {
  std::vector<std::thread> threads;

  JoinedThreads() = default;
  ~JoinedThreads() {
    for (std::thread& thread : threads) thread.join();
  }
  JoinedThreads(const JoinedThreads&) = delete;
  JoinedThreads& operator=(const JoinedThreads&) = delete;
};

}  // namespace

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  if (jobs.size() == 1) {
    jobs.front()();
    return;
  }
  JoinedThreads joined;
  joined.threads.reserve(jobs.size());
  for (const std::function<void()>& job : jobs) joined.threads.push_back(start(job));
}
