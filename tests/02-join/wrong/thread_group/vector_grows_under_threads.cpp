// Wrong: threads keep references into a vector, which moves its elements when it grows.
// Rejected by: correct (memory error, wrong result, leak), race-free (use after free)
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
  std::exception_ptr& error = state_->errors.emplace_back();
  state_->threads.emplace_back([&error, job = std::move(job)] {
    try {
      job();
    } catch (...) {
      error = std::current_exception();
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
