// Wrong: assignment swaps: what the Task had lives on in the other one, which is not empty.
// Rejected by: correct (wrong result)
#pragma once

#include <concepts>
#include <coroutine>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include "task_type.hpp"

/// What a body returned. Three kinds, because a promise has either return_value or return_void, and
/// because a reference has to be kept as a pointer.
template <typename T>
struct TaskValue {
  std::optional<T> value;

  template <std::convertible_to<T> Value = T>
  void return_value(Value&& given) {
    value.emplace(std::forward<Value>(given));
  }
  // By value: a reference would lead into the coroutine, which goes before its caller does.
  T take() { return std::move(*value); }
};

template <typename T>
struct TaskValue<T&> {
  T* value = nullptr;

  void return_value(T& named) noexcept { value = &named; }
  T& take() noexcept { return *value; }
};

template <>
struct TaskValue<void> {
  void return_void() noexcept {}
  void take() noexcept {}
};

template <typename T>
class Task {
  struct Promise;

 public:
  using promise_type = Promise;

  Task(Task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Task() {
    if (coroutine_) coroutine_.destroy();
  }

  void start() {
    begin();
    coroutine_.resume();
  }

  bool done() const noexcept { return coroutine_ && coroutine_.done(); }

  T result() {
    if (!done() || std::exchange(coroutine_.promise().asked, true)) {
      throw std::logic_error("Task: there is no result");
    }
    return coroutine_.promise().hand_over();
  }

  auto operator co_await() && {
    begin();
    coroutine_.promise().asked = true;
    return Awaiter{coroutine_};
  }

 private:
  using Coroutine = std::coroutine_handle<Promise>;

  struct Awaiter {
    Coroutine coroutine;

    bool await_ready() noexcept { return false; }
    // To return the body's handle, instead of calling resume() here, is what keeps the stack flat:
    // the awaiting coroutine's frame leaves the stack before the body runs.
    Coroutine await_suspend(std::coroutine_handle<> awaiting) noexcept {
      coroutine.promise().awaiting = awaiting;
      return coroutine;
    }
    T await_resume() { return coroutine.promise().hand_over(); }
  };

  explicit Task(Coroutine coroutine) : coroutine_(coroutine) {}

  void begin() {
    if (!coroutine_ || std::exchange(coroutine_.promise().started, true)) {
      throw std::logic_error("Task: is empty, or has been started before");
    }
  }

  void swap(Task& other) noexcept { std::swap(coroutine_, other.coroutine_); }

  Coroutine coroutine_;
};

template <typename T>
struct Task<T>::Promise : TaskValue<T> {
  std::exception_ptr error;
  std::coroutine_handle<> awaiting = std::noop_coroutine();  // nobody, if it was started
  bool started = false;
  bool asked = false;

  /// The way back is a transfer, too: a loop that awaits would grow the stack otherwise. The body
  /// stays suspended here, until its Task destroys it.
  struct GoOn {
    bool await_ready() noexcept { return false; }
    std::coroutine_handle<> await_suspend(Coroutine ended) noexcept {
      return ended.promise().awaiting;
    }
    void await_resume() noexcept {}
  };

  Task get_return_object() { return Task(Coroutine::from_promise(*this)); }
  std::suspend_always initial_suspend() noexcept { return {}; }
  GoOn final_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept { error = std::current_exception(); }

  T hand_over() {
    if (error) std::rethrow_exception(error);
    return this->take();
  }
};
