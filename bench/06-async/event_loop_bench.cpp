// What a loop costs: coroutines that let others go first, and timers that are due in another order
// than they were set.

#include "event_loop.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdint>

#include "ways.hpp"

namespace {

constexpr int kCoroutines = 10;

/// When timer `i` is due, in nanoseconds.
std::int64_t due(int i) { return (i * 7919LL) % 100'003; }

// One after the other: what is done when nobody waits for anything.
int in_order(int count) {
  volatile int done = 0;
  for (int i = 0; i < count; ++i) done = done + 1;
  return done;
}

int yields_of_answer(int count) {
  EventLoop loop;
  int done = 0;
  for (int coroutine = 0; coroutine < kCoroutines; ++coroutine) {
    loop.spawn([&]() -> EventLoop::Job {
      for (int i = 0; i < count / kCoroutines; ++i) {
        co_await loop.yield();
        ++done;
      }
    });
  }
  loop.run();
  return done;
}

boost::asio::awaitable<void> yield_often(boost::asio::io_context& loop, int count, int& done) {
  for (int i = 0; i < count; ++i) {
    co_await boost::asio::post(loop, boost::asio::use_awaitable);
    ++done;
  }
}

int yields_of_asio(int count) {
  boost::asio::io_context loop(1);
  int done = 0;
  for (int coroutine = 0; coroutine < kCoroutines; ++coroutine) {
    boost::asio::co_spawn(loop, yield_often(loop, count / kCoroutines, done),
                          boost::asio::detached);
  }
  loop.run();
  return done;
}

int timers_of_answer(int count) {
  EventLoop loop;
  int done = 0;
  for (int i = 0; i < count; ++i) {
    loop.spawn([&loop, &done, i]() -> EventLoop::Job {
      co_await loop.sleep_until(EventLoop::Time(due(i)));
      ++done;
    });
  }
  loop.run();
  return done;
}

boost::asio::awaitable<void> wait_for_timer(boost::asio::io_context& loop, int i, int& done) {
  // Due already: what is measured is no waiting.
  const std::chrono::steady_clock::time_point when{std::chrono::nanoseconds(due(i))};
  boost::asio::steady_timer timer(loop, when);
  co_await timer.async_wait(boost::asio::use_awaitable);
  ++done;
}

int timers_of_asio(int count) {
  boost::asio::io_context loop(1);
  int done = 0;
  for (int i = 0; i < count; ++i) {
    boost::asio::co_spawn(loop, wait_for_timer(loop, i, done), boost::asio::detached);
  }
  loop.run();
  return done;
}

const bool registered = [] {
  for (const int count : {1'000, 10'000, 100'000}) {
    Job<int> yields("yields to a loop", count, [count] { return in_order(count); });
    yields.is_about_cost();
    yields.add("answer", [count] { return yields_of_answer(count); });
    yields.add("Boost.Asio post", [count] { return yields_of_asio(count); });
    Job<int> timers("timers", count, [count] { return in_order(count); });
    timers.is_about_cost();
    timers.add("answer", [count] { return timers_of_answer(count); });
    timers.add("Boost.Asio steady_timer", [count] { return timers_of_asio(count); });
  }
  return true;
}();

}  // namespace
