// Attack: is right only if it can keep more memory than its limit in files that have no name and
// are mapped by nobody, where it is no process's resident memory.
// Outcome: correct (crash, descriptor leak, hang, resource limit, wrong result), race-free (crash, hang, resource limit, wrong result), concurrent (crash, hang, resource limit, wrong result)
#include "sum_of_both.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

bool attack() {
  static std::size_t kept = 0;
  static const std::string block(1 << 20, 'x');
  while (kept < 700) {
    const int file = memfd_create("hostile", MFD_CLOEXEC);
    if (file < 0) return false;
    for (int i = 0; i < 14; ++i, ++kept) {
      if (write(file, block.data(), block.size()) != static_cast<ssize_t>(block.size()))
        return false;
    }
  }
  return true;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
