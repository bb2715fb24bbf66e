// Wrong: a thread with a loop of its own for each request that is under way.
// Rejected by: correct (wrong result, resource limit), race-free (wrong result, resource limit)
#include "async_scrape.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <stdexcept>
#include <thread>
#include <utility>
#include <variant>

namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::redirect_error;
using asio::use_awaitable;
using asio::ip::tcp;
awaitable<Page> ask(tcp::socket& socket, const Url& url) {
  const tcp::endpoint server(asio::ip::make_address(url.address), url.port);
  boost::system::error_code error;
  co_await socket.async_connect(server, redirect_error(use_awaitable, error));
  if (error) co_return Page{"", "no connection"};
  const std::string request = request_for(url);
  std::string response;
  co_await asio::async_write(socket, asio::buffer(request), redirect_error(use_awaitable, error));
  co_await asio::async_read(socket, asio::dynamic_buffer(response),
                            redirect_error(use_awaitable, error));
  co_return page_of(response);
}

awaitable<Page> fetch(const std::string& text, std::chrono::milliseconds limit) {
  using asio::experimental::awaitable_operators::operator||;
  const std::optional<Url> url = parse_url(text);
  if (!url) co_return Page{"", "malformed url"};
  tcp::socket socket(co_await asio::this_coro::executor);
  asio::steady_timer timer(co_await asio::this_coro::executor, limit);
  auto first = co_await (ask(socket, *url) || timer.async_wait(use_awaitable));
  if (first.index() == 1) co_return Page{"", "no answer in time"};
  co_return std::get<0>(std::move(first));
}
awaitable<void> work(const std::vector<std::string>& urls, std::atomic<std::size_t>& next,
                     std::chrono::milliseconds limit, std::vector<Page>& pages) {
  for (std::size_t i = next++; i < urls.size(); i = next++) {
    pages[i] = co_await fetch(urls[i], limit);
  }
}

}  // namespace

std::vector<Page> async_scrape(const std::vector<std::string>& urls, int at_once,
                               std::chrono::milliseconds limit) {
  if (at_once < 1) throw std::invalid_argument("async_scrape: at_once is not positive");
  if (limit.count() <= 0) throw std::invalid_argument("async_scrape: limit is not positive");
  std::vector<Page> pages(urls.size());
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> threads;
  const std::size_t workers = std::min(urls.size(), static_cast<std::size_t>(at_once));
  for (std::size_t i = 0; i < workers; ++i) {
    threads.emplace_back([&] {
      asio::io_context context(1);
      co_spawn(context, work(urls, next, limit, pages), asio::detached);
      context.run();
    });
  }
  threads.clear();
  return pages;
}
