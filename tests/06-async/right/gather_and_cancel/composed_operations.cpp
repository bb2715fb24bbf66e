// Right: two operations of their own, made with async_initiate, which complete when all tasks have
// ended; no coroutine waits inside.
#include "gather_and_cancel.hpp"

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace asio = boost::asio;
using asio::cancellation_type;

namespace {

/// Tasks, at most for some time, and whoever waits for them.
struct Operation {
  Operation(const asio::any_io_executor& executor, std::size_t count)
      : timer(executor), values(count), stops(count), left(count) {}

  void cancel() {
    for (asio::cancellation_signal& stop : stops) stop.emit(cancellation_type::terminal);
  }

  Timer timer;
  std::vector<int> values;
  std::vector<asio::cancellation_signal> stops;
  std::size_t left;
  std::exception_ptr failure;
  bool over = false;
  std::function<void()> complete;
};

template <typename Handler>
void start(const asio::any_io_executor& executor, std::vector<asio::awaitable<int>> tasks,
           std::optional<std::chrono::milliseconds> limit, Handler handler) {
  const auto operation = std::make_shared<Operation>(executor, tasks.size());
  auto slot = asio::get_associated_cancellation_slot(handler);
  if (slot.is_connected()) {
    slot.assign([weak = std::weak_ptr(operation)](cancellation_type) {
      if (const auto strong = weak.lock()) {
        strong->timer.cancel();
        strong->cancel();
      }
    });
  }
  const auto kept = std::make_shared<Handler>(std::move(handler));
  operation->complete = [kept, slot, raw = operation.get()]() mutable {
    if (slot.is_connected()) slot.clear();
    Handler last = std::move(*kept);
    std::exception_ptr failure = raw->failure;
    if (raw->over && (failure || VirtualClock::now() > raw->timer.expiry())) {
      failure = std::make_exception_ptr(boost::system::system_error(asio::error::timed_out));
    }
    std::move(last)(failure, std::move(raw->values));
  };
  if (limit) {
    operation->timer.expires_after(std::max(*limit, std::chrono::milliseconds::zero()));
    operation->timer.async_wait([operation](const boost::system::error_code& error) {
      if (error || operation->left == 0) return;
      operation->over = true;
      operation->cancel();
    });
  }
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    asio::co_spawn(
        executor, std::move(tasks[i]),
        asio::bind_cancellation_slot(operation->stops[i].slot(),
                                     [operation, i](const std::exception_ptr& error, int value) {
                                       operation->values[i] = value;
                                       --operation->left;
                                       if (error && !operation->failure) {
                                         operation->failure = error;
                                         operation->cancel();
                                       }
                                       if (operation->left > 0) return;
                                       operation->timer.cancel();
                                       operation->complete();
                                     }));
  }
}

asio::awaitable<std::vector<int>> run(std::vector<asio::awaitable<int>> tasks,
                                      std::optional<std::chrono::milliseconds> limit) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>,
                                          void(std::exception_ptr, std::vector<int>)>(
      [executor, limit](auto handler, std::vector<asio::awaitable<int>> started) {
        start(executor, std::move(started), limit, std::move(handler));
      },
      asio::use_awaitable, std::move(tasks));
}

}  // namespace

asio::awaitable<std::vector<int>> gather(std::vector<asio::awaitable<int>> tasks) {
  if (tasks.empty()) co_return std::vector<int>();
  co_return co_await run(std::move(tasks), {});
}

asio::awaitable<int> with_timeout(asio::awaitable<int> task, std::chrono::milliseconds limit) {
  std::vector<asio::awaitable<int>> tasks;
  tasks.push_back(std::move(task));
  co_return (co_await run(std::move(tasks), limit)).front();
}
