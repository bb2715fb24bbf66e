#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace interleave {

/// The page at /bytes/...: so many bytes, zeros among them, which no pattern of a power of two
/// repeats.
constexpr std::size_t kManyBytes = 100'000;
std::string many_bytes();

/// What a PageServer is to expect.
struct PageClient {
  int pages = 0;    ///< how many requests there will be
  int at_once = 1;  ///< how many of them the client is to have under way, while there are so many
  std::chrono::milliseconds limit = std::chrono::hours(1);  ///< of the client, for each of them
  int things_a_turn = 1;  ///< that the server does before it looks again
};

/// What a PageServer has seen, each time that the client slept and nothing was on its way.
struct PageServerReport {
  struct TooFew {
    int under_way = 0;
    int expected = 0;
    int ended = 0;  ///< requests that had ended by then
  };
  std::vector<std::string> asked;  ///< the paths, in the order in which they arrived
  int most_under_way = 0;          ///< requests that were not answered in full, nor given up
  std::optional<TooFew> too_few;   ///< the first time that there were fewer than there should be
  int most_kept_open = 0;          ///< connections that the client kept though they were through
  int most_threads = 0;            ///< of the client
};

/// A server of pages for a client in this process, in a process of its own. It speaks HTTP/1.0 on a
/// port of the loopback interface, and what is asked for tells how to answer:
///
///   /page/NAME      200 "page NAME"
///   /pieces/NAME    the same, byte by byte
///   /last/NAME      the same, when there is nothing else to answer
///   /status/CODE    that status, "no page"
///   /cut/NAME       the connection is closed in the middle of the page
///   /reset/NAME     the connection is reset there
///   /mute/NAME      the connection is closed without a byte
///   /never/NAME     no answer
///   /trickle/NAME   a byte each turn, and no end
///   /bytes/STATED   200 `many_bytes()`, whose Content-Length says STATED
///
/// The two take turns, so that nothing depends on how fast anybody is. The server does one thing
/// (it answers the youngest request that can be answered, or sends one byte of it) when it has
/// heard everything, and *all threads of the client are asleep*: their state and their counts of
/// context switches are the same before and after the server has looked for news and found none. So
/// every request that the client can begin has begun, and no more are coming before the server does
/// something. What is to be held against a client is looked at for longer, and with the kernel's
/// table of connections: nothing may be on its way there.
///
/// A client that sleeps where nothing can come any more, or that a limit should have woken, is a
/// stall: the server testifies to that before the watch, and the test ends.
///
/// One at a time. The answer may use any thread, but those that lived when the server was made are
/// none of the client's, except for the one that made it.
class PageServer {
 public:
  explicit PageServer(const PageClient& client);
  ~PageServer();
  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;

  /// "http://127.0.0.1:PORT" and the path.
  std::string url(const std::string& path) const;

  /// Ends the server, and tells what it has seen.
  PageServerReport stop();

 private:
  void end();

  int port_ = 0;
  int input_ = -1;    // of the server: it ends when this one does
  int output_ = -1;   // its report
  int witness_ = -1;  // its testimony, if there is need of one
  pid_t process_ = 0;
};

}  // namespace interleave
