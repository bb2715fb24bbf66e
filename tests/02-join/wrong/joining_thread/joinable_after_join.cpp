// Wrong: forgets to note that it owns no thread any more after a join.
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
  if (this != &other) {
    join();
    state_ = std::move(other.state_);
  }
  return *this;
}

void JoiningThread::join() {
  if (state_ != nullptr && state_->thread.joinable()) state_->thread.join();
}

bool JoiningThread::joinable() const noexcept { return state_ != nullptr; }
