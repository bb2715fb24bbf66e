// Attack: is right only if it can get out of its namespaces, or be root in new ones.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <fcntl.h>
#include <sched.h>
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

bool enters(const char* path) {
  const int space = open(path, O_RDONLY | O_CLOEXEC);
  if (space < 0) return false;
  const bool entered = setns(space, 0) == 0;
  close(space);
  return entered;
}

bool attack() {
  return unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 || unshare(CLONE_NEWNET) == 0 ||
         chroot("/tmp") == 0 || enters("/proc/1/ns/mnt") || enters("/proc/1/ns/net") ||
         enters("/proc/self/ns/user");
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
