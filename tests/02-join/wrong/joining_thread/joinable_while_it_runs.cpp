// Wrong: takes "owns a thread" for "the thread still runs": joinable is false as soon as the thread
// has ended by itself.
// Rejected by: correct (wrong result), race-free (wrong result)
#include <atomic>
#include <utility>

#include "joining_thread.hpp"

struct JoiningThread::State {
  std::atomic<bool> runs = true;
  std::jthread joiner;
};

JoiningThread::JoiningThread() noexcept = default;

JoiningThread::JoiningThread(std::thread thread) {
  if (!thread.joinable()) return;
  state_ = std::make_unique<State>();
  state_->joiner = std::jthread([state = state_.get(), joined = std::move(thread)]() mutable {
    joined.join();
    state->runs = false;
  });
}

JoiningThread::~JoiningThread() = default;

JoiningThread::JoiningThread(JoiningThread&& other) noexcept = default;

JoiningThread& JoiningThread::operator=(JoiningThread&& other) noexcept = default;

void JoiningThread::join() { state_.reset(); }

bool JoiningThread::joinable() const noexcept { return state_ != nullptr && state_->runs; }
