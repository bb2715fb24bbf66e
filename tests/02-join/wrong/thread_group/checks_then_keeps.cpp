// Wrong: looks whether an earlier job has failed, and only then takes the lock. Two jobs may both
// find that none has, and the later one in the order of adding may then have the last word.
// Rejected by: correct (wrong result), race-free (wrong result)
#include <atomic>
#include <cstddef>
#include <exception>
#include <limits>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "thread_group.hpp"

struct ThreadGroup::State {
  std::mutex mutex;
  std::atomic<std::size_t> first_failed = std::numeric_limits<std::size_t>::max();
  std::exception_ptr error;  // guarded by mutex
  std::vector<std::jthread> threads;
  bool joined = false;

  void keep(std::size_t job, const std::exception_ptr& thrown) {
    if (job > first_failed) return;
    const std::scoped_lock lock(mutex);
    first_failed = job;
    error = thrown;
  }
};

ThreadGroup::ThreadGroup() : state_(std::make_unique<State>()) {}

ThreadGroup::~ThreadGroup() = default;

void ThreadGroup::add(std::function<void()> job) {
  if (state_->joined) throw std::logic_error("add after join");
  const std::size_t number = state_->threads.size();
  state_->threads.emplace_back([state = state_.get(), number, job = std::move(job)] {
    try {
      job();
    } catch (...) {
      state->keep(number, std::current_exception());
    }
  });
}

void ThreadGroup::join() {
  if (std::exchange(state_->joined, true)) return;
  for (std::jthread& thread : state_->threads) thread.join();
  if (state_->error) std::rethrow_exception(state_->error);
}
