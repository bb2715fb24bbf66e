// Wrong: cancels nothing when the task is in time: the timer keeps the loop for the whole limit.
// Rejected by: correct (wrong result, hang), race-free (wrong result, hang)
#include "gather_and_cancel.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
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
  auto timer =
      std::make_shared<Timer>(executor, std::max(limit, std::chrono::milliseconds::zero()));
  auto stop = std::make_shared<asio::cancellation_signal>();
  const Timer::time_point due = timer->expiry();
  bool over = false;
  timer->async_wait([timer, stop](const boost::system::error_code&) {
    stop->emit(asio::cancellation_type::terminal);
  });
  try {
    const int value = co_await asio::co_spawn(
        executor, std::move(task), asio::bind_cancellation_slot(stop->slot(), asio::use_awaitable));
    over = VirtualClock::now() > due;
    if (!over) co_return value;
  } catch (const boost::system::system_error&) {
  }
  throw boost::system::system_error(asio::error::timed_out);
}
