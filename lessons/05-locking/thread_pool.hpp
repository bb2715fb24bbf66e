#pragma once

#include <functional>
#include <future>
#include <memory>
#include <vector>

/// A fixed number of threads that work through one queue of tasks.
///
/// Guarantees: each task that was accepted is called exactly once, on a thread that the constructor
/// has started, and never on a caller's. Tasks begin in the order in which they were submitted, at
/// most one per thread at a time; none waits in the queue while a thread of the pool is free.
/// Thread-safety: `submit` and `map` may be called from any thread, also at the same time as each
/// other and as `shutdown`; `submit` also from inside a task. `shutdown` and destruction are for
/// one thread at a time, and for no task.
/// Waiting inside a task: keeps a thread of the pool from working. If every thread waits for tasks
/// that are still in the queue, these never begin: a deadlock. So no task calls `map`, and none
/// waits for another task unless it knows that a thread is free for it.
/// Memory ordering: everything that happened before `submit` is visible to the task; everything
/// that a task did is visible to whoever has got its result, and after `map`, `shutdown` and
/// destruction.
/// Source: 001-c, an executor with its submit and map; 002-a, the queue that its threads share.
///
/// Example:
///   ThreadPool pool(4);
///   std::future<int> answer = pool.submit([] { return 6 * 7; });
///   const std::vector<int> squares = pool.map({1, 2, 3}, [](int item) { return item * item; });
///   std::cout << answer.get() << '\n';
class ThreadPool {
 public:
  /// Starts `threads` threads.
  ///
  /// Errors: std::invalid_argument if `threads` is less than 1; std::system_error if the system has
  /// too few threads to give. No thread is left running then.
  explicit ThreadPool(int threads);

  /// Does what `shutdown` does, if nobody has called it yet.
  ~ThreadPool();

  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// Puts `task` at the end of the queue, and returns without waiting for any task.
  ///
  /// The future gets what the task returns or throws, of whatever type. A task that throws harms
  /// neither its thread nor other tasks. The future may outlive the pool, and may be dropped.
  ///
  /// Errors: std::invalid_argument if `task` is empty; std::runtime_error once `shutdown` has
  /// begun, also for a task that submits. Nothing is accepted then.
  std::future<int> submit(std::function<int()> task);

  /// Calls `f` with each of `items` as tasks of their own, and returns what it returned, in the
  /// order of `items`. Waits for these calls, and for no other tasks. No items: returns none.
  ///
  /// Requires: `f` may be called from several threads at once.
  /// Errors: if calls throw, throws what the first of them *in the order of items* threw, but only
  /// when every call has ended: `items` and `f` are not used any more. std::invalid_argument if `f`
  /// is empty; std::runtime_error if `shutdown` begins before all items are accepted (calls that
  /// were accepted have ended by then, too).
  std::vector<int> map(const std::vector<int>& items, const std::function<int(int item)>& f);

  /// From now on nothing is accepted. Waits until every task that was accepted has ended, also
  /// those that still wait in the queue, and then until every thread has. May be called again.
  void shutdown();

 private:
  struct State;
  std::unique_ptr<State> state_;
};
