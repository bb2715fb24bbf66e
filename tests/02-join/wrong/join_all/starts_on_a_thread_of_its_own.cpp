// Wrong: leaves all to a task of std::async, so that start is not called on the caller's thread.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "join_all.hpp"

#include <future>

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
  const auto start_and_join = [&] {
    JoinedThreads joined;
    joined.threads.reserve(jobs.size());
    for (const std::function<void()>& job : jobs) joined.threads.push_back(start(job));
  };
  std::async(std::launch::async, start_and_join).get();
}
