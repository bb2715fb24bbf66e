// Right: no coroutine, but callbacks, each of which begins the next step; a request that has ended
// begins another one.
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <stdexcept>

#include "async_scrape.hpp"

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

struct Scrape {
  const std::vector<std::string>& urls;
  std::chrono::milliseconds limit;
  std::vector<Page> pages;
  std::size_t next = 0;
  asio::io_context context{1};

  void begin_next();
};

class Request : public std::enable_shared_from_this<Request> {
 public:
  Request(Scrape& scrape, std::size_t index, const Url& url)
      : scrape_(scrape),
        index_(index),
        url_(url),
        socket_(scrape.context),
        timer_(scrape.context) {}

  void begin() {
    timer_.expires_after(scrape_.limit);
    timer_.async_wait([self = shared_from_this()](const Error& error) {
      if (!error) self->end({"", "no answer in time"});
    });
    socket_.async_connect({asio::ip::make_address(url_.address), url_.port},
                          [self = shared_from_this()](const Error& error) {
                            if (error) return self->end({"", "no connection"});
                            self->write();
                          });
  }

 private:
  void write() {
    text_ = request_for(url_);
    asio::async_write(socket_, asio::buffer(text_),
                      [self = shared_from_this()](const Error& error, std::size_t) {
                        if (error) return self->end({"", "cut off"});
                        self->read();
                      });
  }

  void read() {
    asio::async_read(socket_, asio::dynamic_buffer(response_),
                     [self = shared_from_this()](const Error&, std::size_t) {
                       self->end(page_of(self->response_));
                     });
  }

  void end(Page page) {
    if (has_ended_) return;  // closing the socket calls the handler that still waited for it
    has_ended_ = true;
    scrape_.pages[index_] = std::move(page);
    timer_.cancel();
    socket_.close();
    scrape_.begin_next();
  }

  Scrape& scrape_;
  const std::size_t index_;
  const Url url_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  std::string text_;
  std::string response_;
  bool has_ended_ = false;
};

void Scrape::begin_next() {
  while (next < urls.size()) {
    const std::size_t i = next++;
    if (const std::optional<Url> url = parse_url(urls[i])) {
      return std::make_shared<Request>(*this, i, *url)->begin();
    }
    pages[i].error = "malformed url";
  }
}

}  // namespace

std::vector<Page> async_scrape(const std::vector<std::string>& urls, int at_once,
                               std::chrono::milliseconds limit) {
  if (at_once < 1) throw std::invalid_argument("async_scrape: at_once is not positive");
  if (limit.count() < 1) throw std::invalid_argument("async_scrape: limit is not positive");
  Scrape scrape{urls, limit, std::vector<Page>(urls.size())};
  for (int i = 0; i < at_once && scrape.next < urls.size(); ++i) scrape.begin_next();
  scrape.context.run();
  return std::move(scrape.pages);
}
