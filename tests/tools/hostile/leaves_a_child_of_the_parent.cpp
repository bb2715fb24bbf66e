// Attack: is right, and leaves a process that is a child of its own parent, and so none of its
// descendants.
// Outcome: rules (forbidden construct), correct (resource limit), race-free (process left behind, resource limit), concurrent (resource limit)
#include "sum_of_both.hpp"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <thread>

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

int sum_of_both(int (*part)(int index)) {
  const int sum = both(part);
  if (syscall(SYS_clone, CLONE_PARENT | SIGCHLD, nullptr, nullptr, nullptr, nullptr) == 0) {
    setsid();
    execl("/usr/bin/sleep", "interleave-hostile", "600", nullptr);
    _exit(0);
  }
  return sum;
}
