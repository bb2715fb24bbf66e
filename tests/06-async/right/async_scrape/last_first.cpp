// Right: what is still to be asked for is a stack, so that the last URL is asked for first; the
// pages stand in the order of the list all the same.
#include "async_scrape.hpp"

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <exception>
#include <numeric>
#include <stdexcept>
#include <utility>
#include <variant>

namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::redirect_error;
using asio::use_awaitable;
using asio::ip::tcp;

/// Waits for the whole response, however long that takes.
awaitable<Page> ask(tcp::socket& socket, const Url& url) {
  const tcp::endpoint server(asio::ip::make_address(url.address), url.port);
  boost::system::error_code error;
  co_await socket.async_connect(server, redirect_error(use_awaitable, error));
  if (error) co_return Page{"", "no connection"};
  const std::string request = request_for(url);
  std::string response;
  co_await asio::async_write(socket, asio::buffer(request), redirect_error(use_awaitable, error));
  // To the end of the connection, in however many pieces it comes.
  co_await asio::async_read(socket, asio::dynamic_buffer(response),
                            redirect_error(use_awaitable, error));
  co_return page_of(response);
}

awaitable<Page> fetch(const std::string& text, std::chrono::milliseconds limit) {
  using asio::experimental::awaitable_operators::operator||;
  const std::optional<Url> url = parse_url(text);
  if (!url) co_return Page{"", "malformed url"};
  // Both end with this function: a connection that stayed open would count, and a timer that went
  // on would keep run() from returning.
  tcp::socket socket(co_await asio::this_coro::executor);
  asio::steady_timer timer(co_await asio::this_coro::executor, limit);
  // Whichever ends first cancels the other one, and then waits for its end.
  auto first = co_await (ask(socket, *url) || timer.async_wait(use_awaitable));
  if (first.index() == 1) co_return Page{"", "no answer in time"};
  co_return std::get<0>(std::move(first));
}

/// Takes from `left` what is still to be asked for, until nothing is.
awaitable<void> work(const std::vector<std::string>& urls, std::vector<std::size_t>& left,
                     std::chrono::milliseconds limit, std::vector<Page>& pages) {
  while (!left.empty()) {
    const std::size_t i = left.back();
    left.pop_back();
    pages[i] = co_await fetch(urls[i], limit);
  }
}

}  // namespace

std::vector<Page> async_scrape(const std::vector<std::string>& urls, int at_once,
                               std::chrono::milliseconds limit) {
  if (at_once < 1) throw std::invalid_argument("async_scrape: at_once is not positive");
  if (limit.count() <= 0) throw std::invalid_argument("async_scrape: limit is not positive");
  std::vector<Page> pages(urls.size());
  std::vector<std::size_t> left(urls.size());
  std::iota(left.begin(), left.end(), std::size_t{0});
  asio::io_context context(1);
  const std::size_t workers = std::min(urls.size(), static_cast<std::size_t>(at_once));
  for (std::size_t i = 0; i < workers; ++i) {
    co_spawn(context, work(urls, left, limit, pages), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);  // out of memory, say; `detached` would drop it
    });
  }
  context.run();
  return pages;
}
