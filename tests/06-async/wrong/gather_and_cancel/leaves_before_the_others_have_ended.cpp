// Wrong: cancels the others when one fails, and does not wait until they have ended.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "gather_and_cancel.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <utility>

namespace asio = boost::asio;
using asio::experimental::deferred;
using asio::experimental::make_parallel_group;

namespace {

struct Group {
  Group(const asio::any_io_executor& executor, std::size_t count)
      : wake(executor, Timer::time_point::max()), results(count), stops(count), left(count) {}

  void cancel() {
    for (asio::cancellation_signal& stop : stops) stop.emit(asio::cancellation_type::terminal);
  }

  void end(std::size_t i, std::exception_ptr error, int value) {
    results[i] = value;
    if (error && !failure) failure = std::move(error);
    if (--left == 0 || failure) wake.cancel();
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
  const auto group = std::make_shared<Group>(executor, tasks.size());
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    asio::co_spawn(executor, std::move(tasks[i]),
                   asio::bind_cancellation_slot(group->stops[i].slot(),
                                                [group, i](std::exception_ptr error, int value) {
                                                  group->end(i, std::move(error), value);
                                                }));
  }
  if (group->left > 0) {
    boost::system::error_code ignored;
    co_await group->wake.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  group->cancel();
  if (group->failure) std::rethrow_exception(group->failure);
  if (group->left > 0) throw boost::system::system_error(asio::error::operation_aborted);
  co_return group->results;
}

asio::awaitable<int> with_timeout(asio::awaitable<int> task, std::chrono::milliseconds limit) {
  const auto executor = co_await asio::this_coro::executor;
  Timer timer(executor, std::max(limit, std::chrono::milliseconds::zero()));
  auto [order, error, value, timer_error] =
      co_await make_parallel_group(asio::co_spawn(executor, std::move(task), deferred),
                                   timer.async_wait(deferred))
          .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  const bool limit_is_over = !timer_error && (error || VirtualClock::now() > timer.expiry());
  if (limit_is_over) throw boost::system::system_error(asio::error::timed_out);
  if (error) std::rethrow_exception(error);
  co_return value;
}
