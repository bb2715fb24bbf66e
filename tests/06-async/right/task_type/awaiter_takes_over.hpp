// Right: who awaits takes the coroutine over, and destroys it when it has its result.
#pragma once

#include <coroutine>
#include <exception>
#include <functional>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>

#include "task_type.hpp"

namespace detail {

struct Common {
  std::coroutine_handle<> continuation;
  bool running = false;

  auto initial_suspend() noexcept {
    struct Begin : std::suspend_always {
      Common* common;
      explicit Begin(Common* promise) : common(promise) {}
      void await_resume() noexcept { common->running = true; }
    };
    return Begin(this);
  }

  auto final_suspend() noexcept {
    struct End {
      std::coroutine_handle<> next;
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<>) noexcept { return next; }
      void await_resume() noexcept {}
    };
    if (!continuation) return End{std::noop_coroutine()};
    return End{continuation};
  }
};

template <typename T>
struct Promise : Common {
  using Kept = std::conditional_t<std::is_reference_v<T>,
                                  std::reference_wrapper<std::remove_reference_t<T>>, T>;
  std::variant<std::monostate, std::exception_ptr, Kept> result;

  Task<T> get_return_object();
  void unhandled_exception() { result.template emplace<1>(std::current_exception()); }
  template <typename Value>
  void return_value(Value&& value) {
    result.template emplace<2>(std::forward<Value>(value));
  }
  T get() {
    if (result.index() == 1) std::rethrow_exception(std::get<1>(result));
    if constexpr (std::is_reference_v<T>) {
      return std::get<2>(result).get();
    } else {
      return std::get<2>(std::move(result));
    }
  }
};

template <>
struct Promise<void> : Common {
  std::exception_ptr error;

  Task<void> get_return_object();
  void unhandled_exception() { error = std::current_exception(); }
  void return_void() {}
  void get() {
    if (error) std::rethrow_exception(error);
  }
};

}  // namespace detail

template <typename T>
class Task {
 public:
  using promise_type = detail::Promise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  explicit Task(Handle handle) : handle_(handle) {}
  Task(Task&& other) noexcept { std::swap(handle_, other.handle_); }
  Task& operator=(Task&& other) noexcept {
    if (this == &other) return *this;
    if (handle_) handle_.destroy();
    handle_ = std::exchange(other.handle_, {});
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  void start() {
    require(handle_ && !handle_.promise().running && !handle_.done());
    handle_.resume();
  }
  bool done() const noexcept { return handle_ && handle_.done(); }
  T result() {
    require(done());
    const Task last(std::move(*this));
    return last.handle_.promise().get();
  }

  auto operator co_await() && {
    struct Awaiter {
      Task task;
      bool await_ready() const noexcept { return false; }
      Handle await_suspend(std::coroutine_handle<> awaiting) noexcept {
        task.handle_.promise().continuation = awaiting;
        return task.handle_;
      }
      T await_resume() {
        const Task last(std::move(task));
        return last.handle_.promise().get();
      }
    };
    require(handle_ && !handle_.promise().running && !handle_.done());
    return Awaiter{std::move(*this)};
  }

 private:
  static void require(bool allowed) {
    if (!allowed) throw std::logic_error("this Task cannot be used so");
  }

  Handle handle_;
};

template <typename T>
Task<T> detail::Promise<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<Promise>::from_promise(*this));
}

inline Task<void> detail::Promise<void>::get_return_object() {
  return Task<void>(std::coroutine_handle<Promise>::from_promise(*this));
}
