#include "task.hpp"

#include "task_type_probes.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "task_type_probes_common.hpp"

namespace probes {

// Who owns a coroutine.

namespace {

/// Counts itself.
class Counted {
 public:
  explicit Counted(Lives& lives) : lives_(&lives) { ++lives_->made; }
  Counted(const Counted& other) : lives_(other.lives_) { ++lives_->made; }
  Counted(Counted&& other) noexcept : lives_(other.lives_) { ++lives_->made; }
  Counted& operator=(const Counted&) = delete;
  Counted& operator=(Counted&&) = delete;
  ~Counted() { ++lives_->destroyed; }

 private:
  Lives* lives_;
};

/// Three coroutines, each with a parameter and a local that count themselves.
// NOLINTNEXTLINE(performance-unnecessary-value-param): a parameter lives in the coroutine
Task<int> count_down(int number, [[maybe_unused]] Counted parameter, Lives& lives, Gate* gate,
                     bool fails) {
  const Counted local(lives);
  if (number > 0) {
    co_return co_await count_down(number - 1, Counted(lives), lives, gate, fails);
  }
  if (gate != nullptr) co_await *gate;
  if (fails) throw Failure("the last one's");
  co_return 1;
}

}  // namespace

Lives of_a_chain() {
  Lives lives;
  {
    Task<int> task = count_down(2, Counted(lives), lives, nullptr, false);
    task.start();
  }
  return lives;
}

Lives of_an_exception() {
  Lives lives;
  {
    Task<int> task = count_down(2, Counted(lives), lives, nullptr, true);
    task.start();
  }
  return lives;
}

Lives of_tasks_that_never_start() {
  Lives lives;
  {
    [[maybe_unused]] const Task<int> task = count_down(2, Counted(lives), lives, nullptr, false);
    [[maybe_unused]] const Task<int> other = count_down(0, Counted(lives), lives, nullptr, false);
  }
  return lives;
}

Lives of_tasks_that_still_wait() {
  Lives lives;
  {
    Gate never_opened;
    Task<int> task = count_down(2, Counted(lives), lives, &never_opened, false);
    task.start();
  }
  return lives;
}

Lives of_a_task_assigned_to(Events& events) {
  Lives lives;
  {
    Task<int> task = count_down(0, Counted(lives), lives, nullptr, false);
    task = count_down(1, Counted(lives), lives, nullptr, false);
    task.start();
    events.push_back(std::to_string(task.result()));
    task = count_down(2, Counted(lives), lives, nullptr, false);
    Task<int> named = count_down(0, Counted(lives), lives, nullptr, false);
    task = std::move(named);
    events.push_back("start of what was moved from: " +
                     thrown_by([&] { named.start(); }));  // NOLINT
  }
  return lives;
}

namespace {

/// Awaits a child that somebody else owns.
Task<> await_it(Task<int>& child, Events& events) {
  const int value = co_await std::move(child);
  events.push_back("the parent gets " + std::to_string(value));
}

}  // namespace

Events moving_while_waiting() {
  Events events;
  Gate gate;
  Task<int> first = wait_for_value(gate, 7);
  first.start();
  Task<int> second = std::move(first);
  if (gate.waiting) gate.open();
  events.emplace_back(first.done() ? "the old one is done" : "the old one is not done");  // NOLINT
  events.push_back("the new one gives " + std::to_string(second.result()));
  return events;
}

Events moving_while_awaited() {
  Events events;
  Gate gate;
  Task<int> child = wait_for_value(gate, 7);
  Task<> parent = await_it(child, events);
  parent.start();
  const Task<int> moved = std::move(child);
  if (gate.waiting) gate.open();
  events.emplace_back(parent.done() ? "the parent is done" : "the parent is not done");
  return events;
}

// What is refused.

Events starting_again() {
  Events events;
  Task<> ended = note(events, "the body runs");
  ended.start();
  events.push_back("start after its end: " + thrown_by([&] { ended.start(); }));
  Gate gate;
  Task<> waiting = wait_at(gate, events, "the body");
  waiting.start();
  events.push_back("start while it waits: " + thrown_by([&] { waiting.start(); }));
  if (gate.waiting) gate.open();
  return events;
}

namespace {

Task<> await_twice(Events& events) {
  Task<> child = note(events, "the body runs");
  co_await std::move(child);
  events.push_back("co_await again: " + what_awaiting_throws(child));  // NOLINT
  events.push_back("start after co_await: " + thrown_by([&] { child.start(); }));
}

}  // namespace

Events awaiting_again() {
  Events events;
  Task<> task = await_twice(events);
  task.start();
  Task<int> ended = value_of(7);
  ended.start();
  events.push_back("co_await after start: " + what_awaiting_throws(ended));
  events.push_back("its result is " + std::to_string(ended.result()));
  Gate gate;
  Task<> waiting = wait_at(gate, events, "the body");
  waiting.start();
  events.push_back("co_await while it waits: " + what_awaiting_throws(waiting));
  if (gate.waiting) gate.open();
  return events;
}

Events using_what_is_awaited() {
  Events events;
  Gate gate;
  Task<int> child = wait_for_value(gate, 7);
  Task<> parent = await_it(child, events);
  parent.start();
  events.push_back("start: " + thrown_by([&] { child.start(); }));
  if (parent.done()) return events;
  events.push_back("co_await: " + what_awaiting_throws(child));
  if (gate.waiting) gate.open();
  return events;
}

Events asking_for_no_result() {
  Events events;
  Gate gate;
  Task<int> task = wait_for_value(gate, 7);
  events.push_back("result before start: " + thrown_by([&] { task.result(); }));
  task.start();
  events.push_back("result while it waits: " + thrown_by([&] { task.result(); }));
  if (gate.waiting) gate.open();
  events.push_back("at last the result is " + std::to_string(task.result()));
  return events;
}

namespace {

Task<> ask_after_await(Events& events) {
  Task<int> child = value_of(7);
  events.push_back("co_await gives " + std::to_string(co_await std::move(child)));
  events.push_back("result after co_await: " + thrown_by([&] { child.result(); }));  // NOLINT
}

}  // namespace

Events asking_again() {
  Events events;
  Task<std::string> task = text_of(kLongText);
  task.start();
  events.push_back(task.result());
  events.push_back("result again: " + thrown_by([&] { task.result(); }));
  Task<int> failed = fail_with("once");
  failed.start();
  try {
    failed.result();
  } catch (const Failure& failure) {
    events.emplace_back(failure.what());
  }
  events.push_back("result again after an exception: " + thrown_by([&] { failed.result(); }));
  Task<> asking = ask_after_await(events);
  asking.start();
  Task<> nothing = note(events, "no value");
  nothing.start();
  nothing.result();
  events.push_back("result again: " + thrown_by([&] { nothing.result(); }));
  int number = 7;
  Task<int&> name = name_of(number);
  name.start();
  events.push_back("a reference to " + std::to_string(name.result()));
  events.push_back("result again: " + thrown_by([&] { name.result(); }));
  return events;
}

Events using_an_empty_task() {
  Events events;
  Task<int> task = value_of(7);
  [[maybe_unused]] const Task<int> owner = std::move(task);
  // NOLINTBEGIN(bugprone-use-after-move): what an empty Task does is in the contract
  events.push_back("start: " + thrown_by([&] { task.start(); }));
  events.emplace_back(task.done() ? "done" : "not done");
  events.push_back("result: " + thrown_by([&] { task.result(); }));
  events.push_back("co_await: " + what_awaiting_throws(task));
  // NOLINTEND(bugprone-use-after-move)
  return events;
}

// How much stack is used.

namespace {

std::uintptr_t deepest;
std::uintptr_t shallowest;

[[gnu::noinline]] void note_stack() {
  const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  deepest = std::min(deepest, here);
  shallowest = std::max(shallowest, here);
}

/// `make`s a task and starts it; `resume`s what it waits for.
template <typename Make, typename Resume>
Chain measure(Make make, Resume resume) {
  deepest = UINTPTR_MAX;
  shallowest = 0;
  Task<int> task = make();
  task.start();
  resume();
  return {shallowest - deepest, task.result()};
}

Task<> note_stack_in_a_task() {
  note_stack();
  co_return;
}

Task<int> await_in_a_loop(int tasks) {
  int ended = 0;
  for (int i = 0; i < tasks; ++i) {
    co_await note_stack_in_a_task();
    ++ended;
  }
  note_stack();
  co_return ended;
}

Task<> fail_on_the_stack() {
  note_stack();
  throw Failure("each time");
  co_return;
}

Task<int> await_failures_in_a_loop(int tasks) {
  int failed = 0;
  for (int i = 0; i < tasks; ++i) {
    try {
      co_await fail_on_the_stack();
    } catch (const Failure&) {
      ++failed;
    }
  }
  note_stack();
  co_return failed;
}

// Of a million at once: a gate as a parameter would cost a quarter more memory.
Task<int> await_the_next(int tasks) {
  note_stack();
  if (tasks == 0) co_return 0;
  const int behind = co_await await_the_next(tasks - 1);
  note_stack();
  co_return behind + 1;
}

Task<int> await_the_next_and_wait(int tasks, Gate& gate) {
  note_stack();
  if (tasks == 0) {
    co_await gate;
    co_return 0;
  }
  const int behind = co_await await_the_next_and_wait(tasks - 1, gate);
  note_stack();
  co_return behind + 1;
}

}  // namespace

Chain one_after_the_other(int tasks) {
  return measure([&] { return await_in_a_loop(tasks); }, [] {});
}

Chain one_after_the_other_and_failing(int tasks) {
  return measure([&] { return await_failures_in_a_loop(tasks); }, [] {});
}

Chain each_by_the_one_before(int tasks) {
  return measure([&] { return await_the_next(tasks); }, [] {});
}

Chain each_by_the_one_before_and_waiting(int tasks) {
  Gate gate;
  return measure([&] { return await_the_next_and_wait(tasks, gate); },
                 [&] {
                   if (gate.waiting) gate.open();
                 });
}

}  // namespace probes
