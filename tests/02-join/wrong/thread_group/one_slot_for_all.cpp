// Wrong: all threads write one exception_ptr, so that the last in time wins, or none.
// Rejected by: correct (wrong result, leak), race-free (data race)
#include "thread_group.hpp"

#include <exception>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

struct ThreadGroup::State {
  std::exception_ptr error;
  std::vector<std::thread> threads;
  bool joined = false;
};

ThreadGroup::ThreadGroup() : state_(std::make_unique<State>()) {}

ThreadGroup::~ThreadGroup() {
  for (std::thread& thread : state_->threads) {
    if (thread.joinable()) thread.join();
  }
}

void ThreadGroup::add(std::function<void()> job) {
  if (state_->joined) throw std::logic_error("add after join");
  state_->threads.emplace_back([state = state_.get(), job = std::move(job)] {
    try {
      job();
    } catch (...) {
      state->error = std::current_exception();
    }
  });
}

void ThreadGroup::join() {
  if (state_->joined) return;
  state_->joined = true;
  for (std::thread& thread : state_->threads) thread.join();
  if (state_->error) std::rethrow_exception(state_->error);
}
