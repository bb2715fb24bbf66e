#pragma once

#include <coroutine>
#include <functional>
#include <memory>

#include "loop_job.hpp"

/// Runs coroutines on one thread: those that can go on wait in a queue, and `run` resumes them one
/// after the other, each as far as it gets.
///
/// Guarantees: coroutines are resumed in the order in which they were spawned or posted, once for
/// each time, by the thread that is inside `run` and never inside `spawn` or `post`. The queue
/// keeps a job's frame, and the body that made it, until the job has ended; then it destroys both
/// at once, before it resumes another job: first the frame, which may still use what the body has
/// captured.
/// Thread-safety: `spawn` and `post` may be called from any thread at any time, also from inside a
/// job, from inside a body, and by what is destroyed when a job has ended; neither waits for a job.
/// `run` may be called from any thread; a second one at the same time throws.
/// Requires: when a queue is destroyed, no call is under way, and no destructor that this runs
/// calls it.
/// Memory ordering: everything that happened before `spawn` or `post` is visible to the job when it
/// goes on for that reason; everything that the jobs did is visible when `run` has returned or
/// thrown.
/// Source: 001-d and 003-c, whose event loop does this, and hides it.
///
/// Example:
///   ReadyQueue queue;
///   for (const char name : {'a', 'b'}) {
///     queue.spawn([&queue, name]() -> ReadyQueue::Job {
///       for (int i = 0; i < 3; ++i) {
///         std::cout << name << i << ' ';
///         co_await queue.yield();
///       }
///     });
///   }
///   queue.run();  // prints: a0 b0 a1 b1 a2 b2
class ReadyQueue {
 public:
  /// What its coroutines return.
  using Job = LoopJob;

  /// What `co_await` takes in a job that lets all others go first which are ready. Given.
  class Yield {
   public:
    explicit Yield(ReadyQueue& queue) : queue_(queue) {}
    // NOLINTNEXTLINE(readability-convert-member-functions-to-static): as awaiters have it
    bool await_ready() const noexcept { return false; }
    void await_suspend(Job::Handle job) const { queue_.post(job); }
    void await_resume() const noexcept {}

   private:
    ReadyQueue& queue_;
  };

  /// No jobs.
  ReadyQueue();

  /// Destroys the jobs that have not ended, wherever they stand: each frame once, and then its
  /// body.
  ~ReadyQueue();

  ReadyQueue(const ReadyQueue&) = delete;
  ReadyQueue& operator=(const ReadyQueue&) = delete;

  /// Calls `body` once, now, for the job that it returns, and puts that at the end of the queue.
  ///
  /// The body lives as long as its job, and at one place: a lambda that is a coroutine uses what it
  /// has captured where the lambda was when it was called, and nothing else keeps that alive.
  ///
  /// Errors: std::invalid_argument if `body` is empty. What `body` throws leaves `spawn`. There is
  /// no new job then.
  void spawn(std::function<Job()> body);

  /// Puts a job that waits at the end of the queue, and does not resume it.
  ///
  /// Requires: `job` is a job of this queue, suspended (or about to be: in `await_suspend`) at a
  /// `co_await` that nobody else will resume, and not in the queue.
  void post(Job::Handle job);

  /// `co_await queue.yield()` in a job of this queue.
  Yield yield() { return Yield(*this); }

  /// Resumes jobs until all have ended; returns at once if there are none. While there are some but
  /// none is in the queue, waits for `spawn` or `post` on another thread: asleep, so that it uses
  /// no processor, and is woken by that call.
  ///
  /// Errors: if a job throws, `run` throws the same, when that job has been destroyed and before
  /// any other is resumed. The others keep their places, and `run` may be called again to go on.
  /// std::logic_error if a `run` of this queue is under way, on whatever thread (a job's own, too);
  /// nothing else happens then.
  void run();

 private:
  struct State;
  std::unique_ptr<State> state_;
};
