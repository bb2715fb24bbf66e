#pragma once

#include "task.hpp"

#include "task_type_probes.hpp"

#include <coroutine>
#include <stdexcept>
#include <utility>

// What the probes share: tasks, and things to wait for.
namespace probes {

/// Longer than what std::string keeps in itself.
inline constexpr const char* kLongText = "a text that has to be somewhere in the heap";

struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Something that is no Task: a body waits for it, and the probe resumes that.
struct Gate : std::suspend_always {
  std::coroutine_handle<> waiting;

  void await_suspend(std::coroutine_handle<> coroutine) noexcept { waiting = coroutine; }
  void open() { std::exchange(waiting, nullptr).resume(); }
};

/// What `call` did: "std::logic_error", "something else was thrown", or "nothing was thrown".
template <typename Call>
std::string thrown_by(Call call) {
  try {
    call();
  } catch (const std::logic_error&) {
    return "std::logic_error";
  } catch (...) {
    return "something else was thrown";
  }
  return "nothing was thrown";
}

/// The same of `co_await std::move(task)`.
template <typename T>
Task<std::string> thrown_by_awaiting(Task<T>& task) {
  try {
    static_cast<void>(co_await std::move(task));
  } catch (const std::logic_error&) {
    co_return "std::logic_error";
  } catch (...) {
    co_return "something else was thrown";
  }
  co_return "nothing was thrown";
}

template <typename T>
std::string what_awaiting_throws(Task<T>& task) {
  Task<std::string> asking = thrown_by_awaiting(task);
  asking.start();
  return asking.done() ? asking.result() : "the awaiting coroutine never went on";
}

inline Task<> note(Events& events, std::string what) {
  events.push_back(std::move(what));
  co_return;
}

inline Task<> wait_at(Gate& gate, Events& events, std::string name) {
  events.push_back(name + " waits");
  co_await gate;
  events.push_back(name + " goes on");
}

inline Task<int> value_of(int value) { co_return value; }

inline Task<int> wait_for_value(Gate& gate, int value) {
  co_await gate;
  co_return value;
}

inline Task<std::string> text_of(const char* text) { co_return text; }

inline Task<int&> name_of(int& number) { co_return number; }

inline Task<int> fail_with(std::string what) {
  if (!what.empty()) throw Failure(what);
  co_return 0;
}

}  // namespace probes
