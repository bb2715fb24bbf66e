// Attack: ends the program with code 0 before main, in the constructor of a global.
// Outcome: TBD
#include "sum_of_both.hpp"

#include <unistd.h>

struct Gone {
  Gone() { _exit(0); }
} gone;

int sum_of_both(int (*)(int index)) { return 0; }
