// Attack: is right only if it can trace, or take a descriptor of, its parent, the first process or
// any other that it has not started.
// Outcome: rules (forbidden construct), correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <sys/ptrace.h>
#include <sys/syscall.h>
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
  const pid_t parent = getppid();
  for (pid_t process = 1; process < 100; ++process) {
    if (process != 1 && process != parent) continue;
    if (ptrace(PTRACE_SEIZE, process, nullptr, nullptr) == 0) return true;
    if (ptrace(PTRACE_ATTACH, process, nullptr, nullptr) == 0) return true;
    const long watched = syscall(SYS_pidfd_open, process, 0);
    if (watched < 0) continue;
    const long taken = syscall(SYS_pidfd_getfd, watched, 4, 0);
    close(static_cast<int>(watched));
    if (taken >= 0) return true;
  }
  return false;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
