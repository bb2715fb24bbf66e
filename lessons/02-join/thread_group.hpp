#pragma once

#include <functional>
#include <memory>

/// Runs jobs on threads of their own, joins all of these threads, and hands on the first exception.
///
/// Guarantees: no thread of the group outlives it; no exception of a job is thrown on a job's
/// thread, where it would end the program, nor out of the destructor.
/// Thread-safety: one thread at a time uses a group, and no job uses the group that runs it.
/// Memory ordering: everything that happened before `add` is visible to its job; everything that
/// the jobs did is visible when `join` has returned or thrown, and after the destructor.
/// Source: 004-c, which starts its threads into a list and joins the list, and loses every
/// exception.
///
/// Example:
///   ThreadGroup downloads;
///   for (const std::string& url : urls) downloads.add([&] { fetch(url); });
///   downloads.join();  // throws what the first url in the list threw, once all have ended
class ThreadGroup {
 public:
  ThreadGroup();

  /// Waits until every thread has ended. An exception of a job that `join` has not handed on is
  /// dropped.
  ~ThreadGroup();

  ThreadGroup(const ThreadGroup&) = delete;
  ThreadGroup& operator=(const ThreadGroup&) = delete;

  /// Starts `job` on a new thread of its own, at once, and returns without waiting for any job;
  /// jobs that were added before run on undisturbed, and all can be under way at the same time.
  ///
  /// Requires: `job` is not empty. It may throw.
  /// Errors: std::logic_error if `join` was called before, also if that `join` threw;
  /// std::system_error if the system has no thread left to give. The job does not run then, and the
  /// group is as before.
  void add(std::function<void()> job);

  /// Waits until every thread has ended. Then, if jobs threw, throws what the first of them *in the
  /// order in which they were added* threw, no matter which threw first in time.
  ///
  /// A second call does nothing: an exception is handed on once.
  void join();

 private:
  struct State;
  std::unique_ptr<State> state_;
};
