// Right: a packaged_task carries each exception, and the group joins plain threads.
#include "thread_group.hpp"

#include <future>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

struct ThreadGroup::State {
  std::vector<std::future<void>> results;
  std::vector<std::jthread> threads;
  bool joined = false;
};

ThreadGroup::ThreadGroup() : state_(std::make_unique<State>()) {}

ThreadGroup::~ThreadGroup() = default;

void ThreadGroup::add(std::function<void()> job) {
  if (state_->joined) throw std::logic_error("add after join");
  std::packaged_task<void()> task(std::move(job));
  state_->results.push_back(task.get_future());
  state_->threads.emplace_back(std::move(task));
}

void ThreadGroup::join() {
  if (std::exchange(state_->joined, true)) return;
  state_->threads.clear();  // joins
  for (std::future<void>& result : state_->results) result.get();
}
