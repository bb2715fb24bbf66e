// Attack: is right only if it can connect to a socket outside of its sandbox that has no file, or
// to one that has.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <string>
#include <thread>

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

bool connects(const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path, sizeof address.sun_path - 1);
  const int connection = socket(AF_UNIX, SOCK_STREAM, 0);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  const bool done = connect(connection, reinterpret_cast<const sockaddr*>(&address), size) == 0;
  close(connection);
  return done;
}

bool attack() {
  return connects(std::string("\0", 1) + "@ABSTRACT@") || connects("/run/docker.sock") ||
         connects("/run/dbus/system_bus_socket");
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
