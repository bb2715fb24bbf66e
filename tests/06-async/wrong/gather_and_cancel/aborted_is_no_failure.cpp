// Wrong: takes every task that was aborted for one that a failure has cancelled, and throws what
// came after it.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "gather_and_cancel.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

namespace asio = boost::asio;
using asio::experimental::deferred;
using asio::experimental::make_parallel_group;

// A group starts its operations together and completes once, when all of them have ended. It passes
// a cancellation on to all. To await it is the only wait here: when the caller has been cancelled,
// a second one would throw at once, and leave tasks behind.

asio::awaitable<std::vector<int>> gather(std::vector<asio::awaitable<int>> tasks) {
  if (tasks.empty()) co_return std::vector<int>();
  const auto executor = co_await asio::this_coro::executor;
  const auto start = [&](asio::awaitable<int>& task) {
    return asio::co_spawn(executor, std::move(task), deferred);
  };
  std::vector<decltype(start(tasks.front()))> operations;
  operations.reserve(tasks.size());
  for (asio::awaitable<int>& task : tasks) operations.push_back(start(task));

  auto [order, errors, results] =
      co_await make_parallel_group(std::move(operations))
          .async_wait(asio::experimental::wait_for_one_error(), asio::use_awaitable);
  // In the order in which they ended. Those that were only cancelled are not the cause.
  std::exception_ptr aborted;
  for (const std::size_t i : order) {
    if (!errors[i]) continue;
    try {
      std::rethrow_exception(errors[i]);
    } catch (const boost::system::system_error& failed) {
      if (failed.code() != asio::error::operation_aborted) throw;
      if (!aborted) aborted = errors[i];
    }
  }
  if (aborted) std::rethrow_exception(aborted);
  co_return std::move(results);
}

asio::awaitable<int> with_timeout(asio::awaitable<int> task, std::chrono::milliseconds limit) {
  const auto executor = co_await asio::this_coro::executor;
  Timer timer(executor, std::max(limit, std::chrono::milliseconds::zero()));
  auto [order, error, value, timer_error] =
      co_await make_parallel_group(asio::co_spawn(executor, std::move(task), deferred),
                                   timer.async_wait(deferred))
          .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  // Which of two came first says little when both came at the same moment; the clock decides. A
  // timer that was cancelled, by the end of the task or from outside, has not run out.
  const bool limit_is_over = !timer_error && (error || VirtualClock::now() > timer.expiry());
  if (limit_is_over) throw boost::system::system_error(asio::error::timed_out);
  if (error) std::rethrow_exception(error);
  co_return value;
}
