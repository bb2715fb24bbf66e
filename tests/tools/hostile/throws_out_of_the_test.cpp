// Attack: leaves the test by an exception, before its assertions.
// Outcome: correct (wrong result), race-free (crash, wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

int sum_of_both(int (*)(int index)) { throw 0; }
