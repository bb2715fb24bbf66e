// Wrong: keeps what a task throws only if it is a std::exception: anything else makes `&&` cancel
// the other task.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "two_tasks.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
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

asio::awaitable<void> show_or_keep(Script script, Sink sink, std::exception_ptr& thrown) {
  try {
    co_await show(std::move(script), std::move(sink));
  } catch (const std::exception&) {
    if (!thrown) thrown = std::current_exception();
  }
}

asio::awaitable<void> show_both(Script first, Script second, std::string last, Sink sink) {
  using namespace asio::experimental::awaitable_operators;
  std::exception_ptr thrown;
  co_await (show_or_keep(first, sink, thrown) && show_or_keep(second, sink, thrown));
  if (thrown) std::rethrow_exception(thrown);
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
