#include "joining_thread.hpp"

#include <utility>

struct JoiningThread::State {
  std::thread thread;

  explicit State(std::thread taken) noexcept : thread(std::move(taken)) {}
  // The only place that joins. Whatever ends a State, be it the destructor, an assignment, join or
  // an exception, comes through here, once; so every member below may stay what it is by default.
  ~State() {
    if (thread.joinable()) thread.join();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

JoiningThread::JoiningThread() noexcept = default;

JoiningThread::JoiningThread(std::thread thread)
    : state_(std::make_unique<State>(std::move(thread))) {}

JoiningThread::~JoiningThread() = default;

JoiningThread::JoiningThread(JoiningThread&& other) noexcept = default;

// unique_ptr empties `other` first and ends its own State last, which is right for self-move, too.
JoiningThread& JoiningThread::operator=(JoiningThread&& other) noexcept = default;

void JoiningThread::join() { state_.reset(); }

bool JoiningThread::joinable() const noexcept {
  return state_ != nullptr && state_->thread.joinable();
}
