// Attack: leaves the test by an exception, before its assertions.
// Outcome: TBD
#include "sum_of_both.hpp"

int sum_of_both(int (*)(int index)) { throw 0; }
