// Wrong: counts a task as ended before it shows its last line, at which the sink may throw.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "two_tasks.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <exception>
#include <memory>
#include <stdexcept>

namespace asio = boost::asio;

namespace {

asio::awaitable<void> show(Script script, std::string last, Sink sink, std::shared_ptr<int> left) {
  Timer timer(co_await asio::this_coro::executor);
  for (std::size_t i = 0; i < script.lines.size(); ++i) {
    if (i > 0) {
      timer.expires_after(script.pause);
      co_await timer.async_wait(asio::use_awaitable);
    }
    if (i + 1 == script.lines.size()) --*left;  // no pause behind this one
    sink(script.lines[i]);
  }
  if (script.lines.empty()) --*left;
  if (*left == 0) sink(last);
}

}  // namespace

void two_tasks(asio::io_context& loop, const Script& first, const Script& second,
               const std::string& last, const Sink& sink) {
  if (first.pause.count() < 0 || second.pause.count() < 0) {
    throw std::invalid_argument("two_tasks: a pause is negative");
  }
  const auto ended = [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  };
  const auto left = std::make_shared<int>(2);
  asio::co_spawn(loop, show(first, last, sink, left), ended);
  asio::co_spawn(loop, show(second, last, sink, left), ended);
}
