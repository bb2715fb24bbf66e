// Right: a smart pointer destroys the coroutine, and values are kept without std::optional.
#pragma once

#include <coroutine>
#include <exception>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "task_type.hpp"

/// Memory for a value that may not be there; a reference is kept as the address of what it names.
template <typename T>
class Room {
 public:
  template <typename Value>
  void put(Value&& value) {
    std::construct_at(&value_, std::forward<Value>(value));
    full_ = true;
  }
  T take() { return std::move(value_); }

  Room() {}
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;
  ~Room() {
    if (full_) std::destroy_at(&value_);
  }

 private:
  union {
    T value_;
  };
  bool full_ = false;
};

template <typename T>
class Room<T&> {
 public:
  void put(T& value) { address_ = std::addressof(value); }
  T& take() { return *address_; }

 private:
  T* address_ = nullptr;
};

template <>
class Room<void> {
 public:
  void take() {}
};

template <typename T>
struct Returns {
  Room<T> room;
  void return_value(T value) requires(!std::is_reference_v<T>) { room.put(std::move(value)); }
  void return_value(T value) requires std::is_reference_v<T> { room.put(value); }
};

template <>
struct Returns<void> {
  Room<void> room;
  void return_void() {}
};

template <typename T>
class Task {
  enum class Stage { kNew, kBegun, kAsked };

  struct Promise : Returns<T> {
    Stage stage = Stage::kNew;
    std::coroutine_handle<> parent;
    std::exception_ptr thrown;

    Task get_return_object() { return Task(std::coroutine_handle<Promise>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept {
      struct ToParent : std::suspend_always {
        std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) noexcept {
          const std::coroutine_handle<> parent = self.promise().parent;
          return parent ? parent : std::coroutine_handle<>(std::noop_coroutine());
        }
      };
      return ToParent{};
    }
    void unhandled_exception() { thrown = std::current_exception(); }
  };

 public:
  using promise_type = Promise;

  Task(Task&&) noexcept = default;
  Task& operator=(Task&&) noexcept = default;

  void start() {
    go_to(Stage::kNew, Stage::kBegun);
    self().resume();
  }
  bool done() const noexcept { return coroutine_ && self().done(); }
  T result() {
    if (!done()) throw std::logic_error("Task::result: it has not ended");
    go_to(Stage::kBegun, Stage::kAsked);
    return hand_over(self().promise());
  }

  auto operator co_await() && {
    struct Awaiter {
      std::coroutine_handle<Promise> coroutine;  // and not the Task, which may be moved meanwhile
      bool await_ready() const noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<> parent) noexcept {
        coroutine.promise().parent = parent;
        return coroutine;
      }
      T await_resume() { return hand_over(coroutine.promise()); }
    };
    go_to(Stage::kNew, Stage::kAsked);
    return Awaiter{self()};
  }

 private:
  struct Destroy {
    void operator()(void* address) const {
      std::coroutine_handle<Promise>::from_address(address).destroy();
    }
  };

  explicit Task(std::coroutine_handle<Promise> coroutine) : coroutine_(coroutine.address()) {}

  std::coroutine_handle<Promise> self() const {
    return std::coroutine_handle<Promise>::from_address(coroutine_.get());
  }
  static T hand_over(Promise& promise) {
    if (promise.thrown) std::rethrow_exception(promise.thrown);
    return promise.room.take();
  }
  void go_to(Stage from, Stage to) {
    if (!coroutine_ || self().promise().stage != from) throw std::logic_error("Task: not again");
    self().promise().stage = to;
  }

  std::unique_ptr<void, Destroy> coroutine_;
};
