#include "support/loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace interleave {

std::string loopback_url(int port, const std::string& path) {
  return "http://127.0.0.1:" + std::to_string(port) + path;
}

int bind_to_loopback(int& port, int flags) {
  const int bound = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(bound, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(bound, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    const std::error_code error(errno, std::generic_category());
    close(bound);
    throw std::system_error(error, "no port of the loopback interface is free");
  }
  port = ntohs(address.sin_port);
  return bound;
}

DeafPort::~DeafPort() { close(socket_); }

}  // namespace interleave
