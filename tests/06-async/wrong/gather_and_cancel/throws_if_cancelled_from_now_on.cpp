// Wrong: turns on for its caller that a cancelled coroutine throws, also if that had turned it off.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "gather_and_cancel.hpp"

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <exception>
#include <utility>

namespace asio = boost::asio;
using asio::cancellation_type;

namespace {

/// The tasks of a call, and a timer that is cancelled when they have ended.
struct Group {
  Group(const asio::any_io_executor& executor, std::size_t count)
      : wake(executor, Timer::time_point::max()), results(count), stops(count), left(count) {}

  void cancel() {
    for (asio::cancellation_signal& stop : stops) stop.emit(cancellation_type::terminal);
  }

  void end(std::size_t i, std::exception_ptr error, int value) {
    results[i] = value;
    --left;
    if (error && !failure) {
      failure = std::move(error);
      cancel();
    }
    if (left == 0) wake.cancel();
  }

  Timer wake;
  std::vector<int> results;
  std::vector<asio::cancellation_signal> stops;
  std::size_t left;
  std::exception_ptr failure;
};

}  // namespace

asio::awaitable<std::vector<int>> gather(std::vector<asio::awaitable<int>> tasks) {
  const auto executor = co_await asio::this_coro::executor;
  Group group(executor, tasks.size());
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    asio::co_spawn(executor, std::move(tasks[i]),
                   asio::bind_cancellation_slot(group.stops[i].slot(),
                                                [&group, i](std::exception_ptr error, int value) {
                                                  group.end(i, std::move(error), value);
                                                }));
  }
  co_await asio::this_coro::throw_if_cancelled(false);
  while (group.left > 0) {
    boost::system::error_code woken;
    co_await group.wake.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != cancellation_type::none) group.cancel();
  }
  co_await asio::this_coro::throw_if_cancelled(true);
  if (group.failure) std::rethrow_exception(group.failure);
  co_return group.results;
}

asio::awaitable<int> with_timeout(asio::awaitable<int> task, std::chrono::milliseconds limit) {
  const auto executor = co_await asio::this_coro::executor;
  Timer timer(executor, std::max(limit, std::chrono::milliseconds::zero()));
  const Timer::time_point due = timer.expiry();
  Group group(executor, 1);
  asio::co_spawn(
      executor, std::move(task),
      asio::bind_cancellation_slot(group.stops[0].slot(), [&](std::exception_ptr error, int value) {
        group.end(0, std::move(error), value);
        timer.cancel();
      }));
  co_await asio::this_coro::throw_if_cancelled(false);
  bool over = false;
  boost::system::error_code stopped;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, stopped));
  if (group.left > 0) {
    over = !stopped;
    group.cancel();
  }
  while (group.left > 0) {
    co_await group.wake.async_wait(asio::redirect_error(asio::use_awaitable, stopped));
    group.cancel();
  }
  co_await asio::this_coro::throw_if_cancelled(true);
  if (over && (group.failure || VirtualClock::now() > due)) {
    throw boost::system::system_error(asio::error::timed_out);
  }
  if (group.failure) std::rethrow_exception(group.failure);
  co_return group.results[0];
}
