#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/loopback.hpp"

/// HTTP for graders and benchmarks, over cpp-httplib and on this machine only. It is not
/// instrumented: what a sanitizer or the explorer says is about the answer.
namespace interleave {

struct HttpResponse {
  int status = 0;
  std::string body;
};

/// Asks for pages, one after the other, and keeps its connection while the server stays the same.
///
/// Thread-safety: one thread at a time. A second one that comes meanwhile is sent away.
class HttpClient {
 public:
  HttpClient();
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// Waits for the whole response to GET `url` ("http://host:port/path"), whatever its status; for
  /// ever, unless there is a limit.
  ///
  /// Errors: std::runtime_error that says why there is no whole response: no connection, cut off,
  /// or "no answer within ..."; std::logic_error if another thread is using the client.
  HttpResponse get(const std::string& url, std::optional<std::chrono::milliseconds> limit);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A server on a free port of the loopback interface, which its path tells how to answer:
///
///   /page/NAME      200 "page NAME", at once
///   /pieces/NAME    the same, in pieces
///   /late/MS/NAME   the same, after so many milliseconds: for benchmarks
///   /meet/K/NAME    the same, once K requests for such paths are inside at once
///   /last/K/NAME    the same, once K other requests have been answered
///   /status/CODE    that status, "no page"
///   /cut/NAME       the connection is closed in the middle of the page
///   /never/NAME     no answer
///
/// Nothing here depends on how fast anybody is: a request is held until what it waits for has
/// happened, or *provably* cannot happen any more. That is so when the thread that made the server,
/// and every one that was started after it, is asleep, each in something that only another of them
/// could end, or in a request that is held and has no limit of less than an hour. The server then
/// is `stalled`, and lets all requests go, with status 503; what it has counted stays as it was.
///
/// Thread-safe. The destructor lets go of every request, ends the connections of clients that are
/// still there, and returns when the server's threads have ended.
class HttpServer {
 public:
  /// `most_at_once`: for more connections than that there is no thread; they wait.
  explicit HttpServer(int most_at_once = 16);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// "http://127.0.0.1:PORT" and the path.
  std::string url(const std::string& path) const;

  /// The paths that were asked for, in the order in which they arrived.
  std::vector<std::string> asked() const;

  /// The most requests that ever were inside at once. A request leaves before its answer is sent,
  /// so that this is never more than the clients have seen.
  int most_inside() const;

  bool stalled() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace interleave
