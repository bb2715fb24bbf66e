#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <optional>
#include <stdexcept>

/// Time for the exercises on Boost.Asio's loop. It passes only when the loop has nothing else to
/// do: a program that pauses for an hour has then ended at once, and its events have exact times.
///
/// Not thread-safe: one thread runs the loop, and nobody else asks what time it is.
///
/// Example:
///   boost::asio::io_context loop;
///   boost::asio::co_spawn(loop, greet(), boost::asio::detached);  // uses a Timer
///   run_in_virtual_time(loop);

/// The thread is stuck: it waits for something that cannot come while it waits.
class Standstill : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// A clock of Asio's kind, which stands still while anything runs.
class VirtualClock {
 public:
  using duration = std::chrono::milliseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<VirtualClock>;
  static constexpr bool is_steady = true;  // NOLINT(readability-identifier-naming): the standard's

  /// Errors: Standstill, if somebody looks again and again and waits for it to move.
  static time_point now() {
    count_step();
    return moment;
  }

  /// Asio asks how long it should sleep until its next timer is due: not at all.
  /// `run_in_virtual_time` moves the clock there when nothing else is left to do.
  struct WaitTraits {
    static duration to_wait_duration(const duration& until_next) {
      next_due = moment + until_next;
      return duration::zero();
    }
    static duration to_wait_duration(const time_point& next) {
      return to_wait_duration(next - moment);
    }
  };

 private:
  friend void run_in_virtual_time(boost::asio::io_context& loop);

  static constexpr int kMostSteps = 20'000;

  static void count_step() {
    if (++steps <= kMostSteps) return;
    steps = 0;
    throw Standstill(
        "the time does not pass, because something blocks the loop, or keeps it busy, until a time "
        "that comes only when the loop has nothing to do. Wait with async_wait");
  }

  inline static time_point moment;
  inline static std::optional<time_point> next_due;  // when Asio's next timer is due
  inline static int steps = 0;                       // since the clock has moved
};

/// What boost::asio::steady_timer is for the steady clock. time_point::max() never comes.
class Timer : public boost::asio::basic_waitable_timer<VirtualClock, VirtualClock::WaitTraits> {
 public:
  using basic_waitable_timer::basic_waitable_timer;
  void wait() = delete;  ///< would block the loop, and with it everything that it runs
};

/// Runs `loop` on the calling thread until it has nothing left to do and nothing left to wait for.
/// After an exception it may be called again.
///
/// Errors: whatever something that the loop runs has thrown, and not caught. Standstill, if all
/// that is left waits for something that is no timer, and so for ever; or if the time does not
/// pass.
inline void run_in_virtual_time(boost::asio::io_context& loop) {
  loop.restart();
  VirtualClock::steps = 0;
  while (!loop.stopped()) {
    VirtualClock::next_due.reset();
    bool idle = true;
    for (; loop.poll_one() > 0; idle = false) VirtualClock::count_step();
    if (!idle || loop.stopped()) continue;
    if (VirtualClock::next_due.value_or(VirtualClock::time_point::max()) ==
        VirtualClock::time_point::max()) {
      throw Standstill(
          "what is left in the loop waits for ever: no Timer will wake it, and one on another "
          "clock does not count");
    }
    VirtualClock::moment = *VirtualClock::next_due;
    VirtualClock::steps = 0;
  }
}
