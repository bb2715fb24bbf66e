// Wrong: decides by what ended first, also if both did at the same moment.
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
  for (const std::size_t i : order) {
    if (errors[i]) std::rethrow_exception(errors[i]);
  }
  co_return std::move(results);
}

asio::awaitable<int> with_timeout(asio::awaitable<int> task, std::chrono::milliseconds limit) {
  const auto executor = co_await asio::this_coro::executor;
  Timer timer(executor, std::max(limit, std::chrono::milliseconds::zero()));
  auto [order, error, value, timer_error] =
      co_await make_parallel_group(asio::co_spawn(executor, std::move(task), deferred),
                                   timer.async_wait(deferred))
          .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  const bool limit_is_over = !timer_error && order[0] == 1;
  if (limit_is_over) throw boost::system::system_error(asio::error::timed_out);
  if (error) std::rethrow_exception(error);
  co_return value;
}
