#pragma once

#include <coroutine>
#include <exception>
#include <utility>

/// What a coroutine returns that a ReadyQueue or an EventLoop can run: its frame, suspended before
/// its first line. Given; nothing is left to do here.
class LoopJob {
 public:
  struct promise_type;  // NOLINT(readability-identifier-naming): what the language looks for
  using Handle = std::coroutine_handle<promise_type>;

  LoopJob(LoopJob&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  LoopJob& operator=(LoopJob&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  /// Destroys the frame, and with it whatever the coroutine has on it.
  ~LoopJob() {
    if (handle_) handle_.destroy();
  }

  /// The coroutine, which the job still owns. `done()` tells whether it has ended, and
  /// `promise().error` what it threw then.
  Handle handle() const { return handle_; }

 private:
  explicit LoopJob(Handle handle) : handle_(handle) {}
  Handle handle_;
};

struct LoopJob::promise_type {
  std::exception_ptr error;  ///< what has left the coroutine, if anything has

  LoopJob get_return_object() { return LoopJob(Handle::from_promise(*this)); }
  // NOLINTBEGIN(readability-convert-member-functions-to-static): as promises have them
  std::suspend_always initial_suspend() noexcept { return {}; }
  std::suspend_always final_suspend() noexcept { return {}; }
  // NOLINTEND(readability-convert-member-functions-to-static)
  void return_void() noexcept {}
  void unhandled_exception() noexcept { error = std::current_exception(); }
};
