#pragma once

/// A lazy coroutine: a body that runs when somebody asks for its result, and not before.
///
///   Task<int> answer() { co_return 42; }
///   Task<int> twice() { co_return 2 * co_await answer(); }
///
///   Task<int> task = twice();      // nothing has run yet
///   task.start();                  // runs twice, and answer inside of it
///   int result = task.result();    // 84
///
/// You write the class in task.hpp:
///
///   template <typename T>
///   class Task {
///    public:
///     using promise_type = ...;
///     Task(Task&& other) noexcept;             // no copies
///     Task& operator=(Task&& other) noexcept;
///     ~Task();
///
///     void start();
///     bool done() const noexcept;
///     T result();
///     auto operator co_await() &&;             // what `co_await std::move(task)` asks
///   };
///
/// T is void, a type that can be moved, or an lvalue reference. It may have neither a copy nor a
/// default constructor.
///
/// Guarantees:
/// - Lazy: calling the coroutine runs nothing of its body.
/// - `start()` runs the body, and returns when it has ended or waits for something that is no Task.
/// - `co_await std::move(task)`, in a coroutine that returns a Task, runs the body; when it has
///   ended, the awaiting coroutine goes on. If the body waits for something that is no Task, both
///   wait: whoever resumes the body runs it to its end, and then the awaiting coroutine, before
///   `resume` returns.
/// - No growing stack: 1,000,000 tasks that are awaited in a loop, or that each await the next one,
///   need no more stack than ten.
/// - `co_return value` takes what converts to T. `result()` and `co_await` give it, of type T: a
///   value is moved, never copied, and stays good when the Task is gone; a reference refers to what
///   the body named.
/// - An exception that leaves the body comes out of `co_await` or `result()`, and out of nothing
///   else. One that nobody asks for is dropped.
/// - A Task owns its coroutine, which is destroyed once, with its parameters and locals: when the
///   Task is destroyed or assigned to, or as soon as one that was awaited has ended. So, too, if it
///   was never started, or still waits.
/// - Moving a Task, also while its body waits, moves the ownership; the other one is empty.
///
/// Errors: std::logic_error, and nothing is run, resumed or destroyed, from
/// - `start()` and `co_await` (in the awaiting coroutine) on a Task that is empty, or that was
///   started or awaited before;
/// - `result()` on a Task that is empty, whose body has not ended, or whose result was asked for
///   before, by `result()` or by `co_await`.
/// `done()` is whether the body has ended; false if the Task is empty. Requires: it was not
/// awaited.
///
/// Thread-safety: one thread at a time uses a Task and all that await it. There is no other thread:
/// a body runs in the calls of `start` and `resume`.
/// Memory ordering: whoever resumes a body on another thread has to order that himself.
/// Source: 001-d, whose coroutines are lazy, too: calling one gives an object that does nothing
/// until it is awaited.
template <typename T = void>
class Task;
