// Right: a task of std::async joins the thread; its future, when destroyed, waits for that.
#include "joining_thread.hpp"

#include <future>
#include <utility>

struct JoiningThread::State {
  std::future<void> joined;
};

JoiningThread::JoiningThread() noexcept = default;

JoiningThread::JoiningThread(std::thread thread) {
  if (!thread.joinable()) return;
  state_ = std::make_unique<State>();
  state_->joined = std::async(
      std::launch::async, [](std::thread joined) { joined.join(); }, std::move(thread));
}

JoiningThread::~JoiningThread() = default;

JoiningThread::JoiningThread(JoiningThread&& other) noexcept = default;

JoiningThread& JoiningThread::operator=(JoiningThread&& other) noexcept = default;

void JoiningThread::join() { state_.reset(); }

bool JoiningThread::joinable() const noexcept { return state_ != nullptr; }
