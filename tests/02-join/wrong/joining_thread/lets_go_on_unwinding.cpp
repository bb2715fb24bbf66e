// Wrong: does not wait for its thread when an exception leaves the scope.
// Rejected by: rules (forbidden construct), correct (wrong result), race-free (wrong result)
#include "joining_thread.hpp"

#include <exception>
#include <utility>

struct JoiningThread::State {
  std::thread thread;
};

JoiningThread::JoiningThread() noexcept = default;

JoiningThread::JoiningThread(std::thread thread) : state_(new State{std::move(thread)}) {}

JoiningThread::~JoiningThread() {
  if (!joinable()) return;
  if (std::uncaught_exceptions() > 0) {
    state_->thread.detach();
  } else {
    state_->thread.join();
  }
}

JoiningThread::JoiningThread(JoiningThread&& other) noexcept = default;

JoiningThread& JoiningThread::operator=(JoiningThread&& other) noexcept {
  if (this != &other) {
    join();
    state_ = std::move(other.state_);
  }
  return *this;
}

void JoiningThread::join() {
  if (joinable()) state_->thread.join();
}

bool JoiningThread::joinable() const noexcept {
  return state_ != nullptr && state_->thread.joinable();
}
