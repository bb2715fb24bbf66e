// Attack: has the assembler read a file outside of the course as a source, to read it in the
// assembler's complaints.
// Outcome: build (does not compile)
#include "sum_of_both.hpp"

asm(".include \"@OTHER@\"");

int sum_of_both(int (*)(int index)) { return 0; }
