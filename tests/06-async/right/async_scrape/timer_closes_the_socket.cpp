// Right: the timer's handler closes the socket, and shares what it refers to with the coroutine.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <stdexcept>

#include "async_scrape.hpp"

namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;

struct Request {
  explicit Request(const asio::any_io_executor& executor) : socket(executor), timer(executor) {}

  tcp::socket socket;
  asio::steady_timer timer;
  bool is_late = false;
  bool is_connected = false;
  std::string response;
};

awaitable<void> ask(Request& request, Url url) {
  co_await request.socket.async_connect({asio::ip::make_address(url.address), url.port},
                                        use_awaitable);
  request.is_connected = true;
  const std::string text = request_for(url);
  co_await asio::async_write(request.socket, asio::buffer(text), use_awaitable);
  co_await asio::async_read(request.socket, asio::dynamic_buffer(request.response), use_awaitable);
}

awaitable<Page> fetch(std::string text, std::chrono::milliseconds limit) {
  const std::optional<Url> url = parse_url(text);
  if (!url) co_return Page{"", "malformed url"};
  const auto request = std::make_shared<Request>(co_await asio::this_coro::executor);
  request->timer.expires_after(limit);
  request->timer.async_wait([request](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    request->is_late = true;
    request->socket.close();
  });
  try {
    co_await ask(*request, *url);
  } catch (const boost::system::system_error&) {
    // The end of the connection is one of them.
  }
  request->timer.cancel();
  request->socket.close();
  if (request->is_late) co_return Page{"", "no answer in time"};
  if (!request->is_connected) co_return Page{"", "no connection"};
  co_return page_of(request->response);
}

awaitable<void> work(const std::vector<std::string>& urls, std::size_t& next,
                     std::chrono::milliseconds limit, std::vector<Page>& pages) {
  while (next < urls.size()) {
    const std::size_t i = next++;
    Page page = co_await fetch(urls[i], limit);
    pages[i] = std::move(page);
  }
}

}  // namespace

std::vector<Page> async_scrape(const std::vector<std::string>& urls, int at_once,
                               std::chrono::milliseconds limit) {
  if (at_once < 1 || limit.count() < 1) throw std::invalid_argument("async_scrape: not positive");
  std::vector<Page> pages(urls.size());
  std::size_t next = 0;
  asio::io_context context;
  for (int i = 0; i < at_once && static_cast<std::size_t>(i) < urls.size(); ++i) {
    co_spawn(context, work(urls, next, limit, pages), asio::detached);
  }
  context.run();
  return pages;
}
