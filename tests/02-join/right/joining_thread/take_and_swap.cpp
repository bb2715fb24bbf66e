// Right: assignment moves into a temporary, swaps with it, and lets it join the old thread.
#include "joining_thread.hpp"

#include <utility>

struct JoiningThread::State {
  std::thread thread;
};

JoiningThread::JoiningThread() noexcept = default;

JoiningThread::JoiningThread(std::thread thread) : state_(new State{std::move(thread)}) {}

JoiningThread::~JoiningThread() { join(); }

JoiningThread::JoiningThread(JoiningThread&& other) noexcept = default;

JoiningThread& JoiningThread::operator=(JoiningThread&& other) noexcept {
  JoiningThread taken(std::move(other));
  std::swap(state_, taken.state_);
  return *this;
}

void JoiningThread::join() {
  if (joinable()) state_->thread.join();
}

bool JoiningThread::joinable() const noexcept {
  return state_ != nullptr && state_->thread.joinable();
}
