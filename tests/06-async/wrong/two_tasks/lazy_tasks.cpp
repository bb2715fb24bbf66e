// Wrong: makes both tasks before it awaits either, as with Python's create_task; but with
// use_awaitable nothing starts before it is awaited.
// Rejected by: correct (wrong result), race-free (wrong result), concurrent (serial)
#include "two_tasks.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <stdexcept>
#include <utility>

namespace asio = boost::asio;

namespace {

asio::awaitable<void> show(Script script, Sink sink) {
  Timer timer(co_await asio::this_coro::executor);
  bool begun = false;
  for (const std::string& line : script.lines) {
    if (begun) {
      timer.expires_after(script.pause);
      co_await timer.async_wait(asio::use_awaitable);
    }
    begun = true;
    sink(line);
  }
}

asio::awaitable<void> show_both(Script first, Script second, std::string last, Sink sink) {
  const auto executor = co_await asio::this_coro::executor;
  auto task1 = asio::co_spawn(executor, show(first, sink), asio::use_awaitable);
  auto task2 = asio::co_spawn(executor, show(second, sink), asio::use_awaitable);
  co_await std::move(task1);
  co_await std::move(task2);
  sink(last);
}

}  // namespace

void two_tasks(asio::io_context& loop, const Script& first, const Script& second,
               const std::string& last, const Sink& sink) {
  if (first.pause.count() < 0 || second.pause.count() < 0) {
    throw std::invalid_argument("two_tasks: a pause is negative");
  }
  asio::co_spawn(loop, show_both(first, second, last, sink), [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  });
}
