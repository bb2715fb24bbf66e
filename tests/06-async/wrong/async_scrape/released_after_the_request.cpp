// Wrong: frees the place for the next one as soon as the request has been sent, when the response
// is still to come.
// Rejected by: correct (too many at once, wrong result), race-free (too many at once, wrong result)
#include "async_scrape.hpp"

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
#include <stdexcept>
#include <utility>
#include <variant>

namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::redirect_error;
using asio::use_awaitable;
using asio::ip::tcp;
/// Lets so many in at once. On one thread it needs no lock: a timer that never ends is what the
/// others wait for.
class Gate {
 public:
  Gate(asio::io_context& context, int places)
      : places_(places), changed_(context, asio::steady_timer::time_point::max()) {}

  awaitable<void> enter() {
    while (places_ == 0) {
      boost::system::error_code cancelled;
      co_await changed_.async_wait(redirect_error(use_awaitable, cancelled));
    }
    --places_;
  }
  void leave() {
    ++places_;
    changed_.cancel_one();
  }

 private:
  int places_;
  asio::steady_timer changed_;
};

awaitable<Page> ask(tcp::socket& socket, const Url& url, Gate& gate) {
  const tcp::endpoint server(asio::ip::make_address(url.address), url.port);
  boost::system::error_code error;
  co_await socket.async_connect(server, redirect_error(use_awaitable, error));
  if (error) gate.leave();
  if (error) co_return Page{"", "no connection"};
  const std::string request = request_for(url);
  std::string response;
  co_await asio::async_write(socket, asio::buffer(request), redirect_error(use_awaitable, error));
  gate.leave();
  co_await asio::async_read(socket, asio::dynamic_buffer(response),
                            redirect_error(use_awaitable, error));
  co_return page_of(response);
}

awaitable<Page> fetch(const std::string& text, std::chrono::milliseconds limit, Gate& gate) {
  using asio::experimental::awaitable_operators::operator||;
  const std::optional<Url> url = parse_url(text);
  if (!url) co_return Page{"", "malformed url"};
  co_await gate.enter();
  tcp::socket socket(co_await asio::this_coro::executor);
  asio::steady_timer timer(co_await asio::this_coro::executor, limit);
  auto first = co_await (ask(socket, *url, gate) || timer.async_wait(use_awaitable));
  if (first.index() == 1) co_return Page{"", "no answer in time"};
  co_return std::get<0>(std::move(first));
}
awaitable<void> work(const std::string& url, std::chrono::milliseconds limit, Gate& gate,
                     Page& page) {
  page = co_await fetch(url, limit, gate);
}

}  // namespace

std::vector<Page> async_scrape(const std::vector<std::string>& urls, int at_once,
                               std::chrono::milliseconds limit) {
  if (at_once < 1) throw std::invalid_argument("async_scrape: at_once is not positive");
  if (limit.count() <= 0) throw std::invalid_argument("async_scrape: limit is not positive");
  std::vector<Page> pages(urls.size());
  asio::io_context context(1);
  Gate gate(context, at_once);
  for (std::size_t i = 0; i < urls.size(); ++i) {
    co_spawn(context, work(urls[i], limit, gate, pages[i]), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
    });
  }
  context.run();
  return pages;
}
