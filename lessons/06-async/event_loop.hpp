#pragma once

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <memory>

#include "loop_job.hpp"

/// Runs coroutines on one thread, and lets them sleep, on a clock that stands still while any of
/// them has something to do: an hour of their time takes none of yours, and the order of events is
/// exact, every time.
///
/// Guarantees: jobs are resumed in the order in which they came into the queue, once for each time,
/// inside `run` and nowhere else. The loop keeps a job's frame, and the body that made it, until
/// the job has ended; then it destroys both at once, before it resumes another job: first the
/// frame, which may still use what the body has captured; what they destroy may call the loop.
/// Time: a new loop's clock shows 0, and only `run` moves it. When no job is in the queue, the
/// clock jumps to the earliest time of a timer, and *all* jobs whose timers are set for just that
/// time come into the queue together, in the order in which the timers were set. While a job is in
/// the queue, the clock stands still. It never goes back.
/// Thread-safety: none; a loop is for one thread at a time. It neither starts threads nor waits.
/// Source: 001-d, 002-d and 003-c, with asyncio.sleep; asyncio's clock is the wall's.
///
/// Example:
///   EventLoop loop;
///   for (const char name : {'a', 'b'}) {
///     loop.spawn([&loop, name]() -> EventLoop::Job {
///       for (int i = 0; i < 2; ++i) {
///         co_await loop.sleep_for(10ms);
///         std::cout << name << i << ' ';
///       }
///     });
///   }
///   loop.run();  // prints: a0 b0 a1 b1; and loop.now() == 20ms
class EventLoop {
 public:
  /// A moment, counted from the making of the loop, or the time between two.
  using Time = std::chrono::nanoseconds;

  /// Names a timer. No two timers of a loop ever have the same name.
  enum class TimerId : std::uint64_t {};

  /// What its coroutines return.
  using Job = LoopJob;

  /// What `co_await` takes in a job that lets all others go first which are in the queue. Given.
  class Yield {
   public:
    explicit Yield(EventLoop& loop) : loop_(loop) {}
    // NOLINTNEXTLINE(readability-convert-member-functions-to-static): as awaiters have it
    bool await_ready() const noexcept { return false; }
    void await_suspend(Job::Handle job) const { loop_.post(job); }
    void await_resume() const noexcept {}

   private:
    EventLoop& loop_;
  };

  /// What `co_await` takes in a job that waits for a time. Given.
  class Sleep {
   public:
    Sleep(EventLoop& loop, Time until) : loop_(loop), until_(until) {}
    // NOLINTNEXTLINE(readability-convert-member-functions-to-static): as awaiters have it
    bool await_ready() const noexcept { return false; }
    void await_suspend(Job::Handle job) const { loop_.post_at(until_, job); }
    void await_resume() const noexcept {}

   private:
    EventLoop& loop_;
    Time until_;
  };

  /// No jobs, no timers; the clock shows 0.
  EventLoop();

  /// Destroys the jobs that have not ended, wherever they stand: each frame once, and then its
  /// body. None of them calls the loop any more then.
  ~EventLoop();

  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

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
  /// Requires: `job` is a job of this loop, suspended (or about to be: in `await_suspend`), neither
  /// in the queue nor with a timer that is set.
  void post(Job::Handle job);

  /// Sets a timer: puts a job that waits into the queue when the clock comes to `when`; at once, as
  /// `post` does, if `when` is not after `now()`, be it past or negative: such a timer has a name,
  /// too.
  ///
  /// Requires: as `post`.
  TimerId post_at(Time when, Job::Handle job);

  /// Takes a timer back that is set: it will not put its job into the queue, and the clock does not
  /// jump to its time. Its job waits on, for whoever posts it or sets another timer for it.
  ///
  /// Returns true; or false, and does nothing, if the timer has put its job into the queue, or was
  /// taken back before.
  bool cancel(TimerId timer);

  /// What the clock shows.
  Time now() const;

  /// `co_await loop.yield()` in a job of this loop.
  Yield yield() { return Yield(*this); }

  /// `co_await loop.sleep_until(when)` in a job of this loop: as `post_at`.
  Sleep sleep_until(Time when) { return {*this, when}; }

  /// `co_await loop.sleep_for(duration)` in a job of this loop: until `now() + duration`, or until
  /// Time::max() where that is later than a Time can be.
  Sleep sleep_for(Time duration);

  /// Resumes jobs until none is in the queue and no timer is set. Jobs that wait for something else
  /// by then stay as they are: `run` may be called again, also to go on with them.
  ///
  /// Errors: if a job throws, `run` throws the same, when that job has been destroyed and before
  /// any other is resumed. The others keep their places and their timers, the clock stands still,
  /// and `run` may be called again to go on. std::logic_error if it is called inside a job of this
  /// loop; nothing else happens then.
  void run();

 private:
  struct State;
  std::unique_ptr<State> state_;
};
