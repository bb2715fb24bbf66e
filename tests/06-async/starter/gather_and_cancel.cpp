#include "gather_and_cancel.hpp"

#include <utility>

namespace asio = boost::asio;

asio::awaitable<std::vector<int>> gather([[maybe_unused]] std::vector<asio::awaitable<int>> tasks) {
  // TODO: start all of them. What becomes of the others when one fails, and who waits for them?
  co_return std::vector<int>();
}

asio::awaitable<int> with_timeout(asio::awaitable<int> task,
                                  [[maybe_unused]] std::chrono::milliseconds limit) {
  // TODO: the task and a timer, at once. Whichever ends first, the other one must not stay behind.
  co_return co_await std::move(task);
}
