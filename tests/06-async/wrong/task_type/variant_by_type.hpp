// Wrong: keeps values and exceptions in a variant that is asked by type: a Task of
// std::exception_ptr does not compile.
// Rejected by: build (does not compile)
#pragma once

#include <concepts>
#include <coroutine>
#include <exception>
#include <stdexcept>
#include <utility>
#include <variant>

#include "task_type.hpp"

/// Nothing yet, what a body has thrown, or what it returned.
template <typename T>
struct TaskValue {
  std::variant<std::monostate, std::exception_ptr, T> outcome;

  template <std::convertible_to<T> Value = T>
  void return_value(Value&& given) {
    outcome.template emplace<T>(std::forward<Value>(given));
  }
  void unhandled_exception() noexcept {
    outcome.template emplace<std::exception_ptr>(std::current_exception());
  }
  T hand_over() {
    if (const auto* error = std::get_if<std::exception_ptr>(&outcome)) {
      std::rethrow_exception(*error);
    }
    return std::get<T>(std::move(outcome));
  }
};

template <typename T>
struct TaskValue<T&> {
  std::exception_ptr error;
  T* value = nullptr;

  void return_value(T& named) noexcept { value = &named; }
  void unhandled_exception() noexcept { error = std::current_exception(); }
  T& hand_over() {
    if (error) std::rethrow_exception(error);
    return *value;
  }
};

template <>
struct TaskValue<void> {
  std::exception_ptr error;

  void return_void() noexcept {}
  void unhandled_exception() noexcept { error = std::current_exception(); }
  void hand_over() {
    if (error) std::rethrow_exception(error);
  }
};

template <typename T>
class Task {
  struct Promise;

 public:
  using promise_type = Promise;

  Task(Task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    Task(std::move(other)).swap(*this);
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
  std::coroutine_handle<> awaiting = std::noop_coroutine();
  bool started = false;
  bool asked = false;

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
};
