// Wrong: sleeps where it should await, and so holds up the loop and the other task.
// Rejected by: correct (wrong result), race-free (wrong result), concurrent (serial)
#include "two_tasks.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <memory>
#include <stdexcept>
#include <thread>

namespace asio = boost::asio;

namespace {

asio::awaitable<void> show(Script script, Sink sink) {
  bool begun = false;
  for (const std::string& line : script.lines) {
    if (begun) {
      std::this_thread::sleep_for(script.pause);
    }
    begun = true;
    sink(line);
  }
  co_return;
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
