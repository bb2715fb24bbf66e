// Attack: starts processes that start processes, each in a session of its own.
// Outcome: correct (crash, ended early, hang, resource limit, wrong result), race-free (crash, ended early, hang, resource limit, wrong result), concurrent (crash, ended early, hang, resource limit, wrong result)
#include "sum_of_both.hpp"

#include <unistd.h>

int sum_of_both(int (*)(int index)) {
  while (true) {
    if (fork() == 0) setsid();
  }
}
