// Wrong: takes the moment when the timer's time was over for the moment when the limit was: with a
// negative limit that is before the call.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "gather_and_cancel.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

namespace asio = boost::asio;
using asio::experimental::make_parallel_group;

asio::awaitable<std::vector<int>> gather(std::vector<asio::awaitable<int>> tasks) {
  if (tasks.empty()) co_return std::vector<int>();
  const auto executor = co_await asio::this_coro::executor;
  using Op = decltype(asio::co_spawn(executor, std::move(tasks[0]), asio::deferred));
  std::vector<Op> ops;
  for (auto& task : tasks) ops.push_back(asio::co_spawn(executor, std::move(task), asio::deferred));
  auto [order, errors, values] =
      co_await make_parallel_group(std::move(ops))
          .async_wait(asio::experimental::wait_for_one_error(), asio::use_awaitable);
  for (const std::size_t i : order) {
    if (errors[i]) std::rethrow_exception(errors[i]);
  }
  co_return values;
}

asio::awaitable<int> with_timeout(asio::awaitable<int> task, std::chrono::milliseconds limit) {
  const auto executor = co_await asio::this_coro::executor;
  Timer timer(executor, limit);
  auto [order, error, value, timer_error] =
      co_await make_parallel_group(asio::co_spawn(executor, std::move(task), asio::deferred),
                                   timer.async_wait(asio::deferred))
          .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  const bool over = order[0] == 1 && !timer_error;
  if (over && (error || VirtualClock::now() > timer.expiry())) {
    throw boost::system::system_error(asio::error::timed_out);
  }
  if (error) std::rethrow_exception(error);
  co_return value;
}
