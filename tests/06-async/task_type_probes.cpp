#include "task.hpp"

#include "task_type_probes.hpp"

#include <pthread.h>

#include <exception>
#include <memory>
#include <type_traits>
#include <utility>

#include "task_type_probes_common.hpp"

namespace probes {

static_assert(!std::is_copy_constructible_v<Task<int>>, "a Task has one owner: no copies");
static_assert(!std::is_copy_assignable_v<Task<int>>, "a Task has one owner: no copies");
static_assert(std::is_nothrow_move_constructible_v<Task<int>>, "a Task can be moved");
static_assert(std::is_nothrow_move_assignable_v<Task<int>>, "a Task can be moved");

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

}  // namespace probes
