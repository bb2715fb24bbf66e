#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

/// What a server has sent.
struct Response {
  int status = 0;  ///< 200: here is the page; 404: there is none; 500: the server has failed; ...
  std::string body;
};

/// Asks servers for pages, one after the other, and keeps its connection for the next request.
///
/// Thread-safety: one thread at a time uses a client. Different clients can be used by different
/// threads at the same time.
class Client {
 public:
  virtual ~Client() = default;

  /// Sends a request for the page at `url`, and waits until the whole response is there. If the
  /// server never ends it, this waits for ever.
  ///
  /// Errors: an exception derived from std::exception, whose what() says why there is no response
  /// (nobody listens, the connection was cut off, ...). The client can be used again.
  virtual Response get(const std::string& url) = 0;

  /// The same, but throws if the whole response is not there within `limit`.
  virtual Response get(const std::string& url, std::chrono::milliseconds limit) = 0;
};

/// Makes clients. Thread-safe.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Errors: an exception if there can be no more clients.
  virtual std::unique_ptr<Client> connect() = 0;
};

/// What became of a URL.
struct Page {
  std::string body;   ///< what the server sent, if its status was 200; otherwise empty
  std::string error;  ///< empty if the status was 200; "status 404" for another one; and if there
                      ///< was no response at all, the what() of the exception that says why

  friend bool operator==(const Page&, const Page&) = default;
};

/// Asks for every URL, at most `at_once` of them at the same time, and returns what became of each,
/// in the order of `urls`.
///
/// Guarantees: each element of `urls` is asked for exactly once, and each request has all of
/// `limit` for itself. A failure is the failure of its URL alone: the others are asked for all the
/// same. Nothing is asked again after a failure, and a URL that stands in the list twice is asked
/// for twice.
/// At most `at_once` requests are under way at any time; and `at_once` of them are, while there are
/// URLs left: as soon as one has ended, whichever it is, the next begins, however long the others
/// take. At most `at_once` clients are made, and at most one for each element of `urls`. On return
/// all of them are gone, and no thread that was started here is still running. An empty list gives
/// an empty result, and no client is made.
/// Errors: std::invalid_argument if `at_once` or `limit` is not positive, before a client is made.
/// What `transport.connect` throws leaves scrape, and by then no thread that was started here is
/// still running, and all clients are gone; no pages are returned.
/// Memory ordering: everything that happened before the call is visible to the clients; everything
/// that they did is visible to the caller on return.
/// Source: 000-b, which maps a function over URLs on a pool of threads, without a limit of time,
/// and never looks at the results.
///
/// Example:
///   for (const Page& page : scrape(urls, 8, std::chrono::seconds(10), transport)) {
///     std::cout << (page.error.empty() ? page.body : page.error) << '\n';
///   }
std::vector<Page> scrape(const std::vector<std::string>& urls, int at_once,
                         std::chrono::milliseconds limit, Transport& transport);
