// Wrong: a timer that is cancelled calls its handler, too: here when the request, and what the
// handler refers to, has gone.
// Rejected by: correct (undefined behaviour), race-free (undefined behaviour), concurrent
// (undefined behaviour, too few at once, serial)
#include "async_scrape.hpp"

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <exception>
#include <stdexcept>
#include <utility>

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
  const std::optional<Url> url = parse_url(text);
  if (!url) co_return Page{"", "malformed url"};
  tcp::socket socket(co_await asio::this_coro::executor);
  asio::steady_timer timer(socket.get_executor(), limit);
  bool is_late = false;
  timer.async_wait([&](const boost::system::error_code& /*error*/) {
    is_late = true;
    socket.close();
  });
  Page page = co_await ask(socket, *url);
  if (is_late) page = {"", "no answer in time"};
  co_return page;
}

awaitable<void> work(const std::vector<std::string>& urls, std::size_t& next,
                     std::chrono::milliseconds limit, std::vector<Page>& pages) {
  while (next < urls.size()) {
    const std::size_t i = next++;
    pages[i] = co_await fetch(urls[i], limit);
  }
}

}  // namespace

std::vector<Page> async_scrape(const std::vector<std::string>& urls, int at_once,
                               std::chrono::milliseconds limit) {
  if (at_once < 1) throw std::invalid_argument("async_scrape: at_once is not positive");
  if (limit.count() <= 0) throw std::invalid_argument("async_scrape: limit is not positive");
  std::vector<Page> pages(urls.size());
  std::size_t next = 0;
  asio::io_context context(1);
  const std::size_t workers = std::min(urls.size(), static_cast<std::size_t>(at_once));
  for (std::size_t i = 0; i < workers; ++i) {
    co_spawn(context, work(urls, next, limit, pages), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
    });
  }
  context.run();
  return pages;
}
