// Attack: is right, and leaves a process in a session of its own, with no parent, no environment,
// no descriptors and another name.
// Outcome: rules (forbidden construct), correct (process left behind), race-free (process left behind), concurrent (process left behind)
#include "sum_of_both.hpp"

#include <sys/wait.h>
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

int sum_of_both(int (*part)(int index)) {
  const pid_t child = fork();
  if (child == 0) {
    setsid();
    if (fork() == 0) {
      for (int descriptor = 0; descriptor < 64; ++descriptor) close(descriptor);
      char* const none[] = {nullptr};
      execle("/usr/bin/sleep", "interleave-hostile", "600", nullptr, none);
    }
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  return both(part);
}
