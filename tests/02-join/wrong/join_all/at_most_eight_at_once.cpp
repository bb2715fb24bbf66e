// Wrong: when eight threads run, joins the oldest of them before it starts the next.
// Rejected by: concurrent (too few at once)
#include "join_all.hpp"

#include <deque>
#include <utility>

namespace {

struct JoinedThreads {
  std::deque<std::thread> threads;

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
  for (const std::function<void()>& job : jobs) {
    if (joined.threads.size() == 8) {
      joined.threads.front().join();
      joined.threads.pop_front();
    }
    joined.threads.push_back(start(job));
  }
}
