// Attack: is right, and leaves a process that it has started before the grader could count.
// Outcome: rules (forbidden construct), correct (process left behind, resource limit), race-free (process left behind, resource limit), concurrent (process left behind, resource limit)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <thread>

__attribute__((constructor)) void leave() {
  if (fork() == 0) {
    if (fork() != 0) _exit(0);
    setsid();
    for (int descriptor = 0; descriptor < 64; ++descriptor) close(descriptor);
    execl("/usr/bin/sleep", "interleave-hostile", "600", nullptr);
    _exit(0);
  }
}

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

int sum_of_both(int (*part)(int index)) { return both(part); }
