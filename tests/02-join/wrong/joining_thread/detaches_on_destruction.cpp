// Wrong: the destructor detaches, so as never to block.
// Rejected by: rules (forbidden construct), correct (wrong result), race-free (wrong result)
#include "joining_thread.hpp"

#include <utility>

struct JoiningThread::State {
  std::thread thread;
};

JoiningThread::JoiningThread() noexcept = default;

JoiningThread::JoiningThread(std::thread thread) : state_(new State{std::move(thread)}) {}

JoiningThread::~JoiningThread() {
  if (joinable()) state_->thread.detach();
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
