// Attack: starts processes that start processes, before main: nothing of the grader watches yet.
// Outcome: rules (forbidden construct), correct (crash, ended early, hang, resource limit, wrong result), race-free (crash, ended early, hang, resource limit, wrong result), concurrent (crash, ended early, hang, resource limit, wrong result)
#include "sum_of_both.hpp"

#include <unistd.h>

__attribute__((constructor)) void explode() {
  while (true) {
    if (fork() == 0) setsid();
  }
}

int sum_of_both(int (*)(int index)) { return 0; }
