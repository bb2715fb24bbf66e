// Wrong: the task has a signal of its own, which only the limit emits: what cancels the caller does
// not reach it.
// Rejected by: correct (wrong result), race-free (wrong result)
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
  Timer timer(executor, std::max(limit, std::chrono::milliseconds::zero()));
  const auto stop = std::make_shared<asio::cancellation_signal>();
  timer.async_wait([stop](const boost::system::error_code& error) {
    if (!error) stop->emit(asio::cancellation_type::terminal);
  });
  std::exception_ptr failure;
  try {
    const int value = co_await asio::co_spawn(
        executor, std::move(task), asio::bind_cancellation_slot(stop->slot(), asio::use_awaitable));
    if (VirtualClock::now() <= timer.expiry()) co_return value;
  } catch (...) {
    failure = std::current_exception();
  }
  if (VirtualClock::now() < timer.expiry()) std::rethrow_exception(failure);
  throw boost::system::system_error(asio::error::timed_out);
}
