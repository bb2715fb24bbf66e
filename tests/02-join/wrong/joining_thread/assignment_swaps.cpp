// Wrong: assignment swaps, so that the replaced thread runs on in the other object.
// Rejected by: correct (wrong result), race-free (wrong result)
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
  std::swap(state_, other.state_);
  return *this;
}

void JoiningThread::join() {
  if (joinable()) state_->thread.join();
}

bool JoiningThread::joinable() const noexcept {
  return state_ != nullptr && state_->thread.joinable();
}
