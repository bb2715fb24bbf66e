#pragma once

#include <functional>
#include <future>
#include <memory>
#include <optional>

/// A fixed number of threads behind a queue of limited capacity. Whoever submits faster than the
/// threads work is made to wait (back-pressure), so that memory does not run full of tasks.
///
/// Guarantees: each task that was accepted is called exactly once, on a thread that the constructor
/// has started. Tasks begin in the order in which they were accepted, at most one per thread at a
/// time; at most `capacity` have been accepted and not begun. None of these waits while a thread of
/// the pool is free, and no submit waits while there is room.
/// Thread-safety: `submit`, `try_submit` and `close` may be called from any thread at the same
/// time, also from inside a task. Destruction is for one thread, when no other uses the pool any
/// more, and for no task.
/// Waiting inside a task: a task that calls `submit` while the queue is full waits for room that
/// only the pool's threads can make. If all of them wait like this, it is a deadlock, and the
/// caller's fault: tasks use `try_submit`.
/// Memory ordering: everything that happened before a submit is visible to the task; everything
/// that a task did is visible to whoever has got its result, and after destruction.
/// Source: 001-c, an executor with its submit; 002-a, the queue that its threads share.
///
/// Example:
///   BoundedPool pool(4, 100);
///   while (const std::optional<Page> page = next_page()) {
///     pool.submit([page] { return store(*page); });  // waits while 100 pages have not begun
///   }
class BoundedPool {
 public:
  /// Starts `threads` threads.
  ///
  /// Errors: std::invalid_argument if `threads` or `capacity` is less than 1; std::system_error if
  /// the system has too few threads to give. No thread is left running then.
  BoundedPool(int threads, int capacity);

  /// Does what `close` does, waits until every task that was accepted has ended, and then until
  /// every thread has.
  ~BoundedPool();

  BoundedPool(const BoundedPool&) = delete;
  BoundedPool& operator=(const BoundedPool&) = delete;

  /// Waits while `capacity` tasks have been accepted and not begun; then accepts `task`.
  ///
  /// The future gets what the task returns or throws, of whatever type. A task that throws harms
  /// neither its thread nor other tasks. The future may outlive the pool, and may be dropped.
  ///
  /// Errors: std::invalid_argument if `task` is empty; std::runtime_error if the pool is closed, or
  /// closes while this call waits. The task is not accepted then.
  std::future<int> submit(std::function<int()> task);

  /// The same without waiting for room: returns nothing, and accepts nothing, if there is none now.
  ///
  /// Errors: as `submit`.
  std::optional<std::future<int>> try_submit(std::function<int()> task);

  /// From now on nothing is accepted; every `submit` that waits gives up at once. What was accepted
  /// before is carried out. Waits for no task. May be called again, and then does nothing.
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};
