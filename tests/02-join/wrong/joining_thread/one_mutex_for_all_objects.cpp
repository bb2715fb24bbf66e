// Wrong: a mutex, one for all objects, sees to it that a thread is joined only once, and is held
// while join waits. A thread that is waited for can join nobody.
// Rejected by: race-free (deadlock), correct (hang)
#include "joining_thread.hpp"

#include <mutex>
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
  static std::mutex only_one_joins;
  const std::scoped_lock lock(only_one_joins);
  if (joinable()) state_->thread.join();
}

bool JoiningThread::joinable() const noexcept {
  return state_ != nullptr && state_->thread.joinable();
}
