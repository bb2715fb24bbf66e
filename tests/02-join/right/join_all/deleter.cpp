// Right: owns each thread by a unique_ptr whose deleter joins it.
#include "join_all.hpp"

#include <memory>
#include <utility>

namespace {

struct JoinAndDelete {
  void operator()(std::thread* thread) const {
    if (thread->joinable()) thread->join();
    delete thread;
  }
};

}  // namespace

void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start) {
  std::vector<std::unique_ptr<std::thread, JoinAndDelete>> threads;
  for (const std::function<void()>& job : jobs) {
    threads.emplace_back(new std::thread);
    *threads.back() = start(job);
  }
}
