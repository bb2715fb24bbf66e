// Attack: includes a fifo that nobody writes to.
// Outcome: build (does not compile, compile limit)
#include "@FIFO@"

#include "sum_of_both.hpp"

int sum_of_both(int (*)(int index)) { return 0; }
