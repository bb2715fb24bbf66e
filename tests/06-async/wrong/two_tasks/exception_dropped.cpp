// Wrong: asio::detached drops what a task throws, and nobody learns of it.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "two_tasks.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
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
  const auto left = std::make_shared<int>(2);
  const auto show_last = [](Script script, Sink sink, std::string last,
                            std::shared_ptr<int> left) -> asio::awaitable<void> {
    co_await show(script, sink);
    if (--*left == 0) sink(last);
  };
  asio::co_spawn(loop, show_last(first, sink, last, left), asio::detached);
  asio::co_spawn(loop, show_last(second, sink, last, left), asio::detached);
}
