// Twelve processes at once: more than the limit, fewer than hurt a machine.
#include "sum_of_both.hpp"

#include <unistd.h>

int sum_of_both(int (*)(int index)) {
  for (int child = 0; child < 12; ++child) {
    if (fork() == 0) {
      while (true) pause();
    }
  }
  while (true) pause();
}
