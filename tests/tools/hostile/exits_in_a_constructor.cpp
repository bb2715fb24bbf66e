// Attack: ends the program with code 0 before main, in the constructor of a global.
// Outcome: rules (forbidden construct), correct (ended early), race-free (ended early), concurrent (ended early)
#include "sum_of_both.hpp"

#include <unistd.h>

struct Gone {
  Gone() { _exit(0); }
} gone;

int sum_of_both(int (*)(int index)) { return 0; }
