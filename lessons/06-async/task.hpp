#pragma once

#include <coroutine>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "task_type.hpp"

/// What a body does with its result: two classes, because a promise has either return_value or
/// return_void.
template <typename T>
struct TaskResult {
  template <typename Value>
  void return_value(Value&& value) {
    // TODO: keep it.
    static_cast<void>(std::forward<Value>(value));
  }
};

template <>
struct TaskResult<void> {
  void return_void() {}
};

template <typename T>
class Task {
  struct Promise : TaskResult<T> {
    Task get_return_object() { return {}; }  // TODO: it owns this coroutine.
    // TODO: lazy, and at the end the awaiting coroutine goes on.
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void unhandled_exception() {}  // TODO: keep it.
  };

 public:
  using promise_type = Promise;

  Task(Task&& other) noexcept = default;  // TODO: the other one is empty then.
  Task& operator=(Task&& other) noexcept = default;
  ~Task() = default;  // TODO: destroy the coroutine.

  void start() {}  // TODO

  bool done() const noexcept { return false; }  // TODO

  T result() { throw std::logic_error("TODO: give the result"); }

  /// TODO: what co_await asks: is it there already, who waits for it, what is it?
  struct Awaiter {
    bool await_ready() noexcept { return true; }
    void await_suspend(std::coroutine_handle<> /*awaiting*/) noexcept {}
    T await_resume() { throw std::logic_error("TODO: give the result"); }
  };
  Awaiter operator co_await() && noexcept { return {}; }

 private:
  Task() = default;
};
