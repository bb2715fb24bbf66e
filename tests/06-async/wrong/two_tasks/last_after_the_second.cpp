// Wrong: shows the last line when the second task has ended, whether the first one has or not.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "two_tasks.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <stdexcept>

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

}  // namespace

void two_tasks(asio::io_context& loop, const Script& first, const Script& second,
               const std::string& last, const Sink& sink) {
  if (first.pause.count() < 0 || second.pause.count() < 0) {
    throw std::invalid_argument("two_tasks: a pause is negative");
  }
  const auto rethrow = [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  };
  asio::co_spawn(loop, show(first, sink), rethrow);
  asio::co_spawn(loop, show(second, sink), [rethrow, last, sink](std::exception_ptr error) {
    rethrow(error);
    sink(last);
  });
}
