#include "task.hpp"

#include "task_type_probes.hpp"

#include <pthread.h>

#include <algorithm>
#include <coroutine>
#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace probes {
namespace {

static_assert(!std::is_copy_constructible_v<Task<int>>, "a Task has one owner: no copies");
static_assert(!std::is_copy_assignable_v<Task<int>>, "a Task has one owner: no copies");
static_assert(std::is_nothrow_move_constructible_v<Task<int>>, "a Task can be moved");
static_assert(std::is_nothrow_move_assignable_v<Task<int>>, "a Task can be moved");

/// Longer than what std::string keeps in itself.
constexpr const char* kLongText = "a text that has to be somewhere in the heap";

struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Something that is no Task: a body waits for it, and the probe resumes that.
struct Gate : std::suspend_always {
  std::coroutine_handle<> waiting;

  void await_suspend(std::coroutine_handle<> coroutine) noexcept { waiting = coroutine; }
  void open() { std::exchange(waiting, nullptr).resume(); }
};

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

Task<> note(Events& events, std::string what) {
  events.push_back(std::move(what));
  co_return;
}

Task<> wait_at(Gate& gate, Events& events, std::string name) {
  events.push_back(name + " waits");
  co_await gate;
  events.push_back(name + " goes on");
}

Task<int> value_of(int value) { co_return value; }

Task<int> wait_for_value(Gate& gate, int value) {
  co_await gate;
  co_return value;
}

}  // namespace

// When a body runs.

Events starting() {
  Events events;
  Task<> task = note(events, "the body runs");
  events.emplace_back(task.done() ? "made, done" : "made, not done");
  task.start();
  events.emplace_back(task.done() ? "start has returned, done" : "start has returned, not done");
  return events;
}

Events never_starting() {
  Events events;
  {
    [[maybe_unused]] const Task<> task = note(events, "the body runs");
    events.emplace_back("made");
  }
  events.emplace_back("destroyed");
  return events;
}

namespace {

Task<> await_a_child(Events& events) {
  Task<> child = note(events, "the child's body runs");
  events.emplace_back("the child is made");
  co_await std::move(child);
  events.emplace_back("the parent goes on");
}

}  // namespace

Events awaiting() {
  Events events;
  Task<> parent = await_a_child(events);
  parent.start();
  events.emplace_back("start has returned");
  return events;
}

namespace {

Task<> await_one_that_waits(Gate& gate, Events& events) {
  co_await wait_at(gate, events, "the child");
  events.emplace_back("the parent goes on");
}

}  // namespace

Events awaiting_what_waits() {
  Events events;
  Gate gate;
  Task<> parent = await_one_that_waits(gate, events);
  parent.start();
  events.emplace_back(parent.done() ? "start has returned, done" : "start has returned, not done");
  if (!gate.waiting) return events;
  gate.open();
  events.emplace_back(parent.done() ? "resume has returned, done"
                                    : "resume has returned, not done");
  return events;
}

namespace {

Task<bool> is_run_by(pthread_t thread) { co_return pthread_equal(pthread_self(), thread) != 0; }

Task<bool> is_run_by_as_its_child(pthread_t thread) {
  const bool child = co_await is_run_by(thread);
  const bool parent = pthread_equal(pthread_self(), thread) != 0;
  co_return child&& parent;
}

}  // namespace

bool runs_in_the_calls() {
  Task<bool> task = is_run_by_as_its_child(pthread_self());
  task.start();
  return task.result();
}

// What comes out.

namespace {

Task<std::string> text_of(const char* text) { co_return text; }

Task<std::string> text_of_texts(Events& events) {
  events.push_back(co_await text_of("one"));
  Task<std::string> task = text_of(kLongText);
  events.push_back(co_await std::move(task));
  events.push_back(std::to_string(co_await value_of(1) + co_await value_of(2)));
  co_return "the end";
}

}  // namespace

Events values() {
  Events events;
  Task<std::string> task = text_of_texts(events);
  task.start();
  events.push_back(task.result());
  return events;
}

namespace {

Task<> note_both(Events& events) {
  co_await note(events, "first");
  co_await note(events, "second");
}

}  // namespace

Events voids() {
  Events events;
  Task<> task = note_both(events);
  task.start();
  task.result();
  events.emplace_back("result has returned");
  return events;
}

namespace {

Task<int&> name_of(int& number) { co_return number; }

Task<const std::string&> name_of_text(const std::string& text) { co_return text; }

Task<int&> add_by_reference(int& number, const std::string& text, Events& events) {
  int& awaited = co_await name_of(number);
  events.emplace_back(&awaited == &number ? "the same number" : "another number");
  const std::string& awaited_text = co_await name_of_text(text);
  events.emplace_back(&awaited_text == &text ? "the same text" : "another text");
  ++awaited;
  co_return awaited;
}

}  // namespace

Events references() {
  Events events;
  int number = 1;
  const std::string text = kLongText;
  Task<int&> task = add_by_reference(number, text, events);
  task.start();
  int& result = task.result();
  events.emplace_back(&result == &number ? "the same number" : "another number");
  events.push_back(std::to_string(number));
  return events;
}

namespace {

/// No copies, and no default constructor.
class Ticket {
 public:
  explicit Ticket(int number) : number_(std::make_unique<int>(number)) {}

  int number() const { return number_ ? *number_ : -1; }

 private:
  std::unique_ptr<int> number_;
};

Task<Ticket> ticket(int number) { co_return Ticket(number); }

Task<Ticket> local_ticket(Events& events) {
  Ticket awaited = co_await ticket(1);
  events.push_back(std::to_string(awaited.number()));
  co_return awaited;
}

}  // namespace

Events move_only_values() {
  Events events;
  Task<Ticket> task = local_ticket(events);
  task.start();
  const Ticket result = task.result();
  events.push_back(std::to_string(result.number()));
  return events;
}

namespace {

class CountsCopies {
 public:
  explicit CountsCopies(int& copies) : copies_(&copies) {}
  CountsCopies(const CountsCopies& other) : copies_(other.copies_) { ++*copies_; }
  // Without noexcept, as some of the library's: also a value that might throw is moved.
  CountsCopies(CountsCopies&& other) : copies_(other.copies_) {}  // NOLINT(*noexcept-move*)
  CountsCopies& operator=(const CountsCopies&) = delete;
  CountsCopies& operator=(CountsCopies&&) = delete;
  ~CountsCopies() = default;

 private:
  int* copies_;
};

Task<CountsCopies> made_in_place(int& copies) { co_return CountsCopies(copies); }

Task<CountsCopies> handed_on(int& copies) {
  CountsCopies local = co_await made_in_place(copies);
  co_return local;  // a move, as with return
}

}  // namespace

int copies_of_a_value() {
  int copies = 0;
  Task<CountsCopies> task = handed_on(copies);
  task.start();
  static_cast<void>(task.result());
  return copies;
}

namespace {

Task<> keep_a_value(Events& events) {
  auto&& kept = co_await text_of(kLongText);  // the Task goes at the end of this line
  events.push_back(kept);
}

}  // namespace

Events value_that_outlives_its_task() {
  Events events;
  Task<> task = keep_a_value(events);
  task.start();
  auto&& kept = [] {
    Task<std::string> inner = text_of(kLongText);
    inner.start();
    return inner.result();
  }();
  events.push_back(kept);
  return events;
}

// What is thrown.

namespace {

Task<int> fail_with(std::string what) {
  if (!what.empty()) throw Failure(what);
  co_return 0;
}

Task<int> hand_on(Events& events) {
  const int value = co_await fail_with("the child's");
  events.emplace_back("the middle goes on as if nothing had happened");
  co_return value;
}

Task<> catch_it(Events& events) {
  try {
    co_await hand_on(events);
    events.emplace_back("co_await threw nothing");
  } catch (const Failure& failure) {
    events.push_back(std::string("caught ") + failure.what());
  }
  events.emplace_back("the parent goes on");
}

}  // namespace

Events exception_through_tasks() {
  Events events;
  Task<> task = catch_it(events);
  try {
    task.start();
  } catch (...) {
    events.emplace_back("start threw");
  }
  return events;
}

namespace {

/// Starts it and asks for its result.
template <typename T>
void note_what_it_throws(Task<T> task, Events& events) {
  try {
    task.start();
    events.emplace_back(task.done() ? "start has returned, done" : "start has returned, not done");
  } catch (...) {
    events.emplace_back("start threw");
  }
  try {
    static_cast<void>(task.result());
    events.emplace_back("result threw nothing");
  } catch (const Failure& failure) {
    events.push_back(std::string("result threw ") + failure.what());
  } catch (...) {
    events.emplace_back("result threw something else");
  }
}

}  // namespace

Events exception_of_a_started_task() {
  Events events;
  note_what_it_throws(fail_with("the body's"), events);
  return events;
}

namespace {

Task<> fail_with_nothing() {
  throw Failure("void's");
  co_return;
}

Task<int&> fail_with_reference(int& number) {
  if (number == 0) throw Failure("reference's");
  co_return number;
}

Task<Ticket> fail_with_ticket() {
  throw Failure("move-only value's");
  co_return Ticket(1);
}

Task<std::exception_ptr> return_failure() { co_return std::make_exception_ptr(Failure("a value")); }

Task<> await_failures(Events& events) {
  int zero = 0;
  try {
    co_await fail_with_nothing();
    events.emplace_back("nothing thrown");
  } catch (const Failure& failure) {
    events.emplace_back(failure.what());
  }
  try {
    co_await fail_with_reference(zero);
    events.emplace_back("nothing thrown");
  } catch (const Failure& failure) {
    events.emplace_back(failure.what());
  }
  try {
    co_await fail_with_ticket();
    events.emplace_back("nothing thrown");
  } catch (const Failure& failure) {
    events.emplace_back(failure.what());
  }
  const std::exception_ptr returned = co_await return_failure();
  events.emplace_back(returned ? "a value" : "no value");
}

}  // namespace

Events exceptions_of_every_kind() {
  Events events;
  Task<> task = await_failures(events);
  task.start();
  return events;
}

Events exception_that_nobody_asks_for() {
  Events events;
  try {
    Task<int> task = fail_with("nobody's");
    task.start();
    events.emplace_back("start has returned");
  } catch (...) {
    events.emplace_back("something was thrown");
  }
  events.emplace_back("destroyed");
  return events;
}

// Who owns a coroutine.

namespace {

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

Task<int> await_the_next(int tasks, Gate* gate) {
  note_stack();
  if (tasks == 0) {
    if (gate != nullptr) co_await *gate;
    co_return 0;
  }
  const int behind = co_await await_the_next(tasks - 1, gate);
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
  return measure([&] { return await_the_next(tasks, nullptr); }, [] {});
}

Chain each_by_the_one_before_and_waiting(int tasks) {
  Gate gate;
  return measure([&] { return await_the_next(tasks, &gate); },
                 [&] {
                   if (gate.waiting) gate.open();
                 });
}

}  // namespace probes
