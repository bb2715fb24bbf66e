#pragma once

#include <functional>
#include <memory>
#include <vector>

/// A value that is computed ahead of need: on a thread of its own, while others do something else.
///
/// Thread-safety: all member functions but the destructor may be called by several threads at the
/// same time.
/// Memory ordering: everything that happened before the construction is visible to `compute`;
/// everything that `compute` did is visible to whoever `get` has returned to, or thrown at, and to
/// whoever `ready` has returned true to.
/// Source: 001-c, whose executors return a future for each task.
///
/// Example:
///   const Ahead answer([] { return ask_a_slow_server(); });
///   draw_something();
///   show(answer.get());
class Ahead {
 public:
  /// Begins to compute, and returns without waiting for any of it, also if nobody ever asks.
  ///
  /// Requires: `compute` is not empty. It is called once.
  explicit Ahead(std::function<int()> compute);

  /// Waits until `compute` has ended. What it threw is dropped, if nobody asked.
  ~Ahead();

  Ahead(const Ahead&) = delete;
  Ahead& operator=(const Ahead&) = delete;

  /// Whether `get` would return, or throw, without waiting. Does not wait itself.
  bool ready() const;

  /// Waits until there is a value, and returns it; or throws what `compute` has thrown. May be
  /// called as often as you like: each time it gives the same.
  int get() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The sum of what the jobs return, which are all under way at the same time, on threads of their
/// own, while `meanwhile` runs on the caller's.
///
/// Requires: no job is empty; each may be called at the same time as the others and `meanwhile`.
/// Guarantees: each job is called once, and `meanwhile` once, which waits for no job. No job is
/// still running on return. Without jobs the sum is 0.
/// Errors: what `meanwhile` throws reaches the caller; otherwise what the first job, in their
/// order, has thrown, if any has. Both after all jobs have ended.
/// Memory ordering: everything that happened before the call is visible to the jobs; everything
/// that they did is visible to the caller on return.
int sum_ahead(const std::vector<std::function<int()>>& jobs,
              const std::function<void()>& meanwhile);
