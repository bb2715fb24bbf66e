// Right: a std::jthread joins the thread, and is joined itself when it is destroyed.
#include "joining_thread.hpp"

#include <utility>

struct JoiningThread::State {
  std::jthread joiner;
};

JoiningThread::JoiningThread() noexcept = default;

JoiningThread::JoiningThread(std::thread thread) {
  if (!thread.joinable()) return;
  state_ = std::make_unique<State>();
  state_->joiner = std::jthread([joined = std::move(thread)]() mutable { joined.join(); });
}

JoiningThread::~JoiningThread() = default;

JoiningThread::JoiningThread(JoiningThread&& other) noexcept = default;

JoiningThread& JoiningThread::operator=(JoiningThread&& other) noexcept = default;

void JoiningThread::join() { state_.reset(); }

bool JoiningThread::joinable() const noexcept { return state_ != nullptr; }
