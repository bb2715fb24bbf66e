// Wrong: asks for the time again and again, and so the loop always has something to do.
// Rejected by: correct (hang, wrong result), race-free (hang, wrong result), concurrent (hang,
// serial, wrong result)
#include "two_tasks.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <stdexcept>

namespace asio = boost::asio;

namespace {

asio::awaitable<void> show(Script script, Sink sink) {
  bool begun = false;
  for (const std::string& line : script.lines) {
    if (begun) {
      const auto due = VirtualClock::now() + script.pause;
      while (VirtualClock::now() < due) {
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
      }
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
  const auto ended = [left = std::make_shared<int>(2), last, sink](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
    if (--*left == 0) sink(last);
  };
  asio::co_spawn(loop, show(first, sink), ended);
  asio::co_spawn(loop, show(second, sink), ended);
}
