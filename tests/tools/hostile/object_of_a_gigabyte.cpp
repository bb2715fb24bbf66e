// Attack: makes the compiler and the assembler write an object file of a gigabyte.
// Outcome: build (compile limit, does not compile)
#include "sum_of_both.hpp"

char large[1 << 30] = {1};

int sum_of_both(int (*)(int index)) { return large[0] - 1; }
