// Right: std::async keeps each exception in a future, whose destructor waits.
#include "thread_group.hpp"

#include <future>
#include <stdexcept>
#include <utility>
#include <vector>

struct ThreadGroup::State {
  std::vector<std::future<void>> jobs;
  bool joined = false;
};

ThreadGroup::ThreadGroup() : state_(std::make_unique<State>()) {}

ThreadGroup::~ThreadGroup() = default;

void ThreadGroup::add(std::function<void()> job) {
  if (state_->joined) throw std::logic_error("add after join");
  state_->jobs.push_back(std::async(std::launch::async, std::move(job)));
}

void ThreadGroup::join() {
  if (std::exchange(state_->joined, true)) return;
  for (std::future<void>& job : state_->jobs) job.wait();
  for (std::future<void>& job : state_->jobs) job.get();
}
