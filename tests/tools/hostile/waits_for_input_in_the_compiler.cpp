// Attack: includes a descriptor from which nothing may ever come.
// Outcome: build (does not compile, compile limit)
#include "/dev/stdin"
#include "/proc/self/fd/1"

#include "sum_of_both.hpp"

int sum_of_both(int (*)(int index)) { return 0; }
