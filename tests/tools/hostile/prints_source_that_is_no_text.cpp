// Attack: does not compile where its text is none, so that the command's report has to quote it.
// Outcome: build (does not compile)
#include "sum_of_both.hpp"

int sum_of_both(int (*)(int index)) { return 0; }
int bytes = "ÿþÀ€ [2J";
