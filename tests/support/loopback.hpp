#pragma once

#include <string>

/// Ports of the loopback interface, for servers of graders and benchmarks.
namespace interleave {

/// "http://127.0.0.1:PORT" and the path.
std::string loopback_url(int port, const std::string& path);

/// Makes a socket for TCP that has a port of its own, and does not listen yet. Flags: as those of
/// socket(2), SOCK_NONBLOCK for one.
///
/// Errors: std::system_error if there is none.
int bind_to_loopback(int& port, int flags = 0);

/// A port of the loopback interface that is taken, and where nobody listens.
class DeafPort {
 public:
  DeafPort() : socket_(bind_to_loopback(port_)) {}
  ~DeafPort();
  DeafPort(const DeafPort&) = delete;
  DeafPort& operator=(const DeafPort&) = delete;

  std::string url(const std::string& path) const { return loopback_url(port_, path); }

 private:
  int port_ = 0;
  int socket_ = -1;
};

}  // namespace interleave
