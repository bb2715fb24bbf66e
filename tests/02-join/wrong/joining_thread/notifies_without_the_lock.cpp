// Wrong: the thread that joins the other one says so without the lock. If it does so after an owner
// has looked and before that owner waits, nobody is woken.
// Rejected by: correct (hang), race-free (lost wake-up), concurrent (lost wake-up)
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "joining_thread.hpp"

struct JoiningThread::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::atomic<bool> ended = false;
  std::jthread joiner;

  explicit State(std::thread thread)
      : joiner([this, joined = std::move(thread)]() mutable {
          joined.join();
          ended = true;
          changed.notify_one();
        }) {}
  ~State() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return ended.load(); });
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

JoiningThread::JoiningThread() noexcept = default;

JoiningThread::JoiningThread(std::thread thread) {
  if (thread.joinable()) state_ = std::make_unique<State>(std::move(thread));
}

JoiningThread::~JoiningThread() = default;

JoiningThread::JoiningThread(JoiningThread&& other) noexcept = default;

JoiningThread& JoiningThread::operator=(JoiningThread&& other) noexcept = default;

void JoiningThread::join() { state_.reset(); }

bool JoiningThread::joinable() const noexcept { return state_ != nullptr; }
