// Attack: includes the terminal, whose user types nothing.
// Outcome: build (does not compile, compile limit)
#include "/dev/tty"

#include "sum_of_both.hpp"

int sum_of_both(int (*)(int index)) { return 0; }
