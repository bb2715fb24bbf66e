// Wrong: a thread looks its slot up in the vector while add makes the vector grow.
// Rejected by: correct (memory error, crash, wrong result, leak), race-free (data race)
#include "thread_group.hpp"

#include <exception>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

struct ThreadGroup::State {
  std::vector<std::exception_ptr> errors;
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
  const std::size_t index = state_->errors.size();
  state_->errors.emplace_back();
  state_->threads.emplace_back([state = state_.get(), index, job = std::move(job)] {
    try {
      job();
    } catch (...) {
      state->errors[index] = std::current_exception();
    }
  });
}

void ThreadGroup::join() {
  if (state_->joined) return;
  state_->joined = true;
  for (std::thread& thread : state_->threads) thread.join();
  for (const std::exception_ptr& error : state_->errors) {
    if (error) std::rethrow_exception(error);
  }
}
