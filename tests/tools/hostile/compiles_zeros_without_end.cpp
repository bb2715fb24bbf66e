// Attack: includes a device that gives zeros without end.
// Outcome: build (does not compile, compile limit)
#include "/dev/zero"

#include "sum_of_both.hpp"

int sum_of_both(int (*)(int index)) { return 0; }
