// Wrong: notes that it has been joined, and goes on to say so when it gets another thread.
// Rejected by: correct (wrong result, crash), race-free (wrong result, data race, crash)
#include "joining_thread.hpp"

#include <utility>

struct JoiningThread::State {
  std::thread thread;
  bool joined = false;
};

JoiningThread::JoiningThread() noexcept : state_(std::make_unique<State>()) {}

JoiningThread::JoiningThread(std::thread thread) : state_(std::make_unique<State>()) {
  state_->thread = std::move(thread);
}

JoiningThread::~JoiningThread() { join(); }

JoiningThread::JoiningThread(JoiningThread&& other) noexcept : JoiningThread() {
  state_->thread = std::move(other.state_->thread);
}

JoiningThread& JoiningThread::operator=(JoiningThread&& other) noexcept {
  if (this == &other) return *this;
  if (state_->thread.joinable()) state_->thread.join();
  state_->thread = std::move(other.state_->thread);
  return *this;
}

void JoiningThread::join() {
  if (!joinable()) return;
  state_->thread.join();
  state_->joined = true;
}

bool JoiningThread::joinable() const noexcept {
  return !state_->joined && state_->thread.joinable();
}
