// Wrong: asio::detached drops what the sink throws at the last line of all.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "two_tasks.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
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

/// False if something was thrown, which leaves the run of the loop.
asio::awaitable<bool> show_or_tell(Script script, Sink sink) {
  const auto executor = co_await asio::this_coro::executor;
  try {
    co_await show(std::move(script), std::move(sink));
    co_return true;
  } catch (...) {
    asio::post(executor, [error = std::current_exception()] { std::rethrow_exception(error); });
  }
  co_return false;
}

asio::awaitable<void> show_both(Script first, Script second, std::string last, Sink sink) {
  using namespace asio::experimental::awaitable_operators;
  const auto [one, other] = co_await (show_or_tell(first, sink) && show_or_tell(second, sink));
  if (one && other) sink(last);
}

}  // namespace

void two_tasks(asio::io_context& loop, const Script& first, const Script& second,
               const std::string& last, const Sink& sink) {
  if (first.pause.count() < 0 || second.pause.count() < 0) {
    throw std::invalid_argument("two_tasks: a pause is negative");
  }
  asio::co_spawn(loop, show_both(first, second, last, sink), asio::detached);
}
