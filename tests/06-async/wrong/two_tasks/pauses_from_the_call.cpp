// Wrong: reckons the times of all lines from the call, and not from the lines before.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "two_tasks.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <stdexcept>

namespace asio = boost::asio;

namespace {

asio::awaitable<void> show(VirtualClock::time_point next, Script script, Sink sink) {
  Timer timer(co_await asio::this_coro::executor);
  bool begun = false;
  for (const std::string& line : script.lines) {
    if (begun) {
      timer.expires_at(next);  // from the beginning, so that no delays add up
      co_await timer.async_wait(asio::use_awaitable);
    }
    begun = true;
    next += script.pause;
    sink(line);
  }
}

}  // namespace

void two_tasks(asio::io_context& loop, const Script& first, const Script& second,
               const std::string& last, const Sink& sink) {
  if (first.pause.count() < 0 || second.pause.count() < 0) {
    throw std::invalid_argument("two_tasks: a pause is negative");
  }
  const auto ended = [left = std::make_shared<int>(2), last,
                      sink](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
    if (--*left == 0) sink(last);
  };
  const VirtualClock::time_point start = VirtualClock::now();
  asio::co_spawn(loop, show(start, first, sink), ended);
  asio::co_spawn(loop, show(start, second, sink), ended);
}
