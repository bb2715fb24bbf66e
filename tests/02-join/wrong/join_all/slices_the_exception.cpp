// Wrong: `throw error` throws a copy of the base class, and all that the real type knew is lost.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "join_all.hpp"

#include <exception>

namespace {

struct JoinAtEnd {
  std::vector<std::thread> threads;
  ~JoinAtEnd() {
    for (std::thread& thread : threads) thread.join();
  }
};

}  // namespace

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  JoinAtEnd started;
  try {
    for (const std::function<void()>& job : jobs) started.threads.push_back(start(job));
  } catch (const std::exception& error) {
    throw error;
  }
}
