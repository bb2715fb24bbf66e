// Right: a vector may grow, because it holds pointers; each thread owns a share of its slot.
#include "thread_group.hpp"

#include <exception>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

struct ThreadGroup::State {
  std::vector<std::shared_ptr<std::exception_ptr>> errors;
  std::vector<std::thread> threads;
  bool joined = false;

  void join_threads() {
    for (std::thread& thread : threads) thread.join();
    threads.clear();
  }
};

ThreadGroup::ThreadGroup() : state_(std::make_unique<State>()) {}

ThreadGroup::~ThreadGroup() { state_->join_threads(); }

void ThreadGroup::add(std::function<void()> job) {
  if (state_->joined) throw std::logic_error("add after join");
  const auto error = std::make_shared<std::exception_ptr>();
  state_->errors.push_back(error);
  state_->threads.emplace_back([error, job = std::move(job)] {
    try {
      job();
    } catch (...) {
      *error = std::current_exception();
    }
  });
}

void ThreadGroup::join() {
  state_->joined = true;
  state_->join_threads();
  for (const std::shared_ptr<std::exception_ptr>& error : std::exchange(state_->errors, {})) {
    if (*error) std::rethrow_exception(*error);
  }
}
