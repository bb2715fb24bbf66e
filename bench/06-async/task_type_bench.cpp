// What it costs to await a coroutine, in the place of calling a function.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>

#include "task.hpp"
#include "ways.hpp"

namespace {

std::int64_t next(std::int64_t number);
// By address: it must not be inlined, no more than a coroutine is.
std::int64_t (*volatile next_function)(std::int64_t) = next;

std::int64_t next(std::int64_t number) { return number + 1; }

std::int64_t by_calls(std::int64_t count) {
  std::int64_t number = 0;
  for (std::int64_t i = 0; i < count; ++i) number = next_function(number);
  return number;
}

Task<std::int64_t> next_task(std::int64_t number) { co_return number + 1; }

Task<std::int64_t> all_tasks(std::int64_t count) {
  std::int64_t number = 0;
  for (std::int64_t i = 0; i < count; ++i) number = co_await next_task(number);
  co_return number;
}

std::int64_t by_answer(std::int64_t count) {
  Task<std::int64_t> task = all_tasks(count);
  task.start();
  return task.result();
}

boost::asio::awaitable<std::int64_t> next_awaitable(std::int64_t number) { co_return number + 1; }

boost::asio::awaitable<void> all_awaitables(std::int64_t count, std::int64_t& number) {
  for (std::int64_t i = 0; i < count; ++i) number = co_await next_awaitable(number);
}

std::int64_t by_asio(std::int64_t count) {
  boost::asio::io_context loop(1);
  std::int64_t number = 0;
  boost::asio::co_spawn(loop, all_awaitables(count, number), boost::asio::detached);
  loop.run();
  return number;
}

const bool registered = [] {
  for (const std::int64_t count : {10'000, 100'000, 1'000'000}) {
    Job<std::int64_t> job("coroutines awaited", count, [count] { return by_calls(count); });
    job.is_about_cost();
    job.add("answer", [count] { return by_answer(count); });
    job.add("Boost.Asio awaitable", [count] { return by_asio(count); });
  }
  return true;
}();

}  // namespace
