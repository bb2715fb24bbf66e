// Right: no library at all: poll, and a list of the requests that are under way. No timer either:
// poll sleeps until the first of their deadlines.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

#include "async_scrape.hpp"

namespace {

using Clock = std::chrono::steady_clock;

class Request {
 public:
  Request(std::size_t index, const Url& url, Clock::time_point deadline)
      : index_(index), to_send_(request_for(url)), deadline_(deadline) {
    socket_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(url.port);
    inet_pton(AF_INET, url.address.c_str(), &server.sin_addr);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&server), sizeof server) != 0 &&
        errno != EINPROGRESS) {
      page_ = {"", "no connection"};
    }
  }
  ~Request() { close(); }
  Request(Request&& other) noexcept
      : index_(other.index_),
        to_send_(std::move(other.to_send_)),
        deadline_(other.deadline_),
        socket_(std::exchange(other.socket_, -1)),
        is_connected_(other.is_connected_),
        response_(std::move(other.response_)),
        page_(std::move(other.page_)) {}
  Request& operator=(Request&& other) noexcept {
    std::swap(index_, other.index_);
    std::swap(to_send_, other.to_send_);
    std::swap(deadline_, other.deadline_);
    std::swap(socket_, other.socket_);
    std::swap(is_connected_, other.is_connected_);
    std::swap(response_, other.response_);
    std::swap(page_, other.page_);
    return *this;
  }

  std::size_t index() const { return index_; }
  Clock::time_point deadline() const { return deadline_; }
  const std::optional<Page>& page() const { return page_; }
  pollfd waits_for() const {
    return {socket_, static_cast<short>(to_send_.empty() ? POLLIN : POLLOUT), 0};
  }

  void go_on() {
    if (!is_connected_) {
      int error = 0;
      socklen_t size = sizeof error;
      getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
      if (error != 0) page_ = {"", "no connection"};
      is_connected_ = true;
      return;
    }
    if (!to_send_.empty()) {
      const ssize_t sent = send(socket_, to_send_.data(), to_send_.size(), MSG_NOSIGNAL);
      if (sent < 0) page_ = {"", "cut off"};
      if (sent > 0) to_send_.erase(0, static_cast<std::size_t>(sent));
      return;
    }
    std::array<char, 4096> block{};
    const ssize_t length = recv(socket_, block.data(), block.size(), 0);
    if (length > 0) response_.append(block.data(), static_cast<std::size_t>(length));
    if (length == 0) page_ = page_of(response_);
    if (length < 0 && errno != EAGAIN) page_ = {"", "cut off"};
  }

  void give_up() { page_ = {"", "no answer in time"}; }

 private:
  void close() {
    if (socket_ >= 0) ::close(socket_);
  }

  std::size_t index_;
  std::string to_send_;
  Clock::time_point deadline_;
  int socket_ = -1;
  bool is_connected_ = false;
  std::string response_;
  std::optional<Page> page_;
};

int until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<long>(left, 0, 1'000'000));
}

}  // namespace

std::vector<Page> async_scrape(const std::vector<std::string>& urls, int at_once,
                               std::chrono::milliseconds limit) {
  if (at_once < 1) throw std::invalid_argument("async_scrape: at_once is not positive");
  if (limit.count() < 1) throw std::invalid_argument("async_scrape: limit is not positive");
  std::vector<Page> pages(urls.size());
  std::vector<Request> requests;
  for (std::size_t next = 0; next < urls.size() || !requests.empty();) {
    while (next < urls.size() && requests.size() < static_cast<std::size_t>(at_once)) {
      const std::size_t i = next++;
      if (const std::optional<Url> url = parse_url(urls[i])) {
        requests.emplace_back(i, *url, Clock::now() + limit);
      } else {
        pages[i].error = "malformed url";
      }
    }
    Clock::time_point first = Clock::time_point::max();
    std::vector<pollfd> waits;
    for (const Request& each : requests) {
      waits.push_back(each.waits_for());
      first = std::min(first, each.page() ? Clock::now() : each.deadline());
    }
    if (requests.empty()) continue;
    poll(waits.data(), waits.size(), until(first));
    for (std::size_t i = 0; i < requests.size(); ++i) {
      if (!requests[i].page() && waits[i].revents != 0) requests[i].go_on();
      if (!requests[i].page() && Clock::now() >= requests[i].deadline()) requests[i].give_up();
      if (requests[i].page()) pages[requests[i].index()] = *requests[i].page();
    }
    std::erase_if(requests, [](const Request& each) { return each.page().has_value(); });
  }
  return pages;
}
