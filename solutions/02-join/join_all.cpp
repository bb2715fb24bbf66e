#include "join_all.hpp"

#include <thread>
#include <vector>

namespace {

/// Threads that are joined on every way out of their scope, also by an exception.
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
  JoinedThreads joined;
  // Room first: a push_back that failed to find memory would drop a thread that runs already.
  joined.threads.reserve(jobs.size());
  for (const std::function<void()>& job : jobs) joined.threads.push_back(start(job));
  // No join in the loop, which would make the jobs take turns. And no `catch` for a start that
  // throws: the destructor joins what has been started, and the exception goes on by itself.
}
