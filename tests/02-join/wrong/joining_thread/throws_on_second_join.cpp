// Wrong: join passes on to std::thread::join also when no thread is owned.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "joining_thread.hpp"

#include <utility>

struct JoiningThread::State {
  std::thread thread;
};

JoiningThread::JoiningThread() noexcept = default;

JoiningThread::JoiningThread(std::thread thread) : state_(new State{std::move(thread)}) {}

JoiningThread::~JoiningThread() {
  if (joinable()) join();
}

JoiningThread::JoiningThread(JoiningThread&& other) noexcept = default;

JoiningThread& JoiningThread::operator=(JoiningThread&& other) noexcept {
  if (this != &other) {
    if (joinable()) join();
    state_ = std::move(other.state_);
  }
  return *this;
}

void JoiningThread::join() {
  std::thread thread;
  if (state_ != nullptr) thread = std::move(state_->thread);
  thread.join();
}

bool JoiningThread::joinable() const noexcept {
  return state_ != nullptr && state_->thread.joinable();
}
