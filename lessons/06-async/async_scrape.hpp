#pragma once

#include <arpa/inet.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What became of a URL.
struct Page {
  std::string body;   ///< what the server sent, if its status was 200; otherwise empty
  std::string error;  ///< empty if the status was 200; otherwise why there is no page:
                      ///<   "malformed url"      parse_url makes nothing of it
                      ///<   "no connection"      nobody listens there
                      ///<   "cut off"            the connection ended before the response did
                      ///<   "status 404"         or another one, in digits: there is no page
                      ///<   "no answer in time"  the limit was over before the response was

  friend bool operator==(const Page&, const Page&) = default;
};

// What servers and clients say to each other: HTTP/1.0, of which this is enough. The client
// connects, sends one request, and reads until the server closes the connection: that, and nothing
// that comes before, is the end of the response. To a server, a client that shuts down its half of
// the connection before that has gone away.

/// Where a page is. A name instead of an address would have to be looked up, which Asio does on a
/// thread of its own.
struct Url {
  std::string address;  ///< of IPv4, in digits: "127.0.0.1"
  std::uint16_t port = 0;
  std::string path;  ///< begins with a slash
};

/// Of "http://ADDRESS:PORT/PATH"; of anything else nothing.
inline std::optional<Url> parse_url(const std::string& text) {
  std::array<char, 16> address{};
  unsigned int port = 0;
  int path = 0;
  const int found =
      std::sscanf(text.c_str(), "http://%15[0-9.]:%5u%n", address.data(), &port, &path);
  const auto begin = static_cast<std::size_t>(path);
  in_addr ignored{};
  const bool is_url = found == 2 && inet_pton(AF_INET, address.data(), &ignored) == 1 &&
                      port >= 1 && port <= 65535 && text.find('/', begin) == begin &&
                      text.find_first_of(" \t\r\n") == std::string::npos;
  if (!is_url) return std::nullopt;
  return Url{address.data(), static_cast<std::uint16_t>(port), text.substr(begin)};
}

/// What a client sends.
inline std::string request_for(const Url& url) {
  return "GET " + url.path + " HTTP/1.0\r\nHost: " + url.address + ':' + std::to_string(url.port) +
         "\r\n\r\n";
}

/// What became of a URL for which a server has sent `response`, all of it, until it closed the
/// connection: the page, "status 404", or "cut off".
inline Page page_of(const std::string& response) {
  const std::size_t head = response.find("\r\n\r\n");
  const std::size_t status = response.find(' ') + 1;
  const std::size_t length = response.find("\r\nContent-Length: ");
  if (response.rfind("HTTP/1.", 0) != 0 || head == std::string::npos || length >= head) {
    return {"", "cut off"};
  }
  const char* bytes = response.c_str() + length + sizeof "\r\nContent-Length: " - 1;
  std::string body = response.substr(head + 4);
  if (body.size() < std::strtoul(bytes, nullptr, 10)) return {"", "cut off"};
  if (response.compare(status, 3, "200") == 0) return {std::move(body), ""};
  return {"", "status " + response.substr(status, 3)};
}

/// Asks for every URL, at most `at_once` of them at the same time, and returns what became of each,
/// in the order of `urls`. All of it on the calling thread.
///
/// Requires: `limit` is not longer than a day.
/// Guarantees: each element of `urls` is asked for exactly once, over a connection of its own, and
/// each request has all of `limit` for itself: from its beginning to the end of its response.
/// A failure is the failure of its URL alone: the others are asked for all the same, and nothing is
/// asked again. A URL that stands in the list twice is asked for twice; one that is malformed is
/// not asked for.
/// A request is under way from its beginning until its connection is closed; that is as soon as the
/// server has closed it, or the limit is over. At most `at_once` requests are under way at any
/// time; and `at_once` of them are, while there are URLs left: as soon as one has ended, whichever
/// it is, another begins, however long the others take. In which order they begin is left open.
/// No other thread is started. Where there is nothing to do, the thread sleeps until there is.
/// Returns as soon as the last request has ended. An empty list gives an empty result.
/// Errors: std::invalid_argument if `at_once` or `limit` is not positive, before anything is asked.
/// Source: 002-d, where one thread does other work while it waits; and 000-b, whose pages it
/// fetches with a thread for each that is under way.
///
/// Example:
///   for (const Page& page : async_scrape(urls, 100, std::chrono::seconds(10))) {
///     std::cout << (page.error.empty() ? page.body : page.error) << '\n';
///   }
std::vector<Page> async_scrape(const std::vector<std::string>& urls, int at_once,
                               std::chrono::milliseconds limit);
