// Attack: is right only if it can open a socket that sees or makes packets of any kind.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

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
  constexpr int kPacket = 17;  // AF_PACKET
  for (const auto& [family, protocol] :
       {std::pair{AF_INET, static_cast<int>(IPPROTO_RAW)}, std::pair{kPacket, 0x0300}}) {
    if (const int opened = socket(family, SOCK_RAW, protocol); opened >= 0) {
      close(opened);
      return true;
    }
  }
  return false;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
