// Attack: is right only if somebody outside of its sandbox can connect to it.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

bool attack() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi("@FREE_PORT@")));
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  const int server = socket(AF_INET, SOCK_STREAM, 0);
  const int again = 1;
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &again, sizeof again);
  const timeval patience{0, 300'000};
  setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (bind(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      listen(server, 1) != 0) {
    close(server);
    return false;
  }
  const int visitor = accept(server, nullptr, nullptr);
  if (visitor >= 0) close(visitor);
  close(server);
  return visitor >= 0;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
