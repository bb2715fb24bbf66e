// Right: a task of std::async joins each thread; the futures' destructors wait for these tasks.
#include "join_all.hpp"

#include <future>

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  std::vector<std::future<void>> joined;
  joined.reserve(jobs.size());
  for (const std::function<void()>& job : jobs) {
    joined.push_back(std::async(
        std::launch::async, [](std::thread thread) { thread.join(); }, start(job)));
  }
}
