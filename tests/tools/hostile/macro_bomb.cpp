// Attack: makes the preprocessor write more than any memory holds.
// Outcome: build (compile limit, does not compile)
#include "sum_of_both.hpp"

#define A(x) x x x x x x x x x x x x x x x x
#define B(x) A(A(A(A(x))))
#define C(x) B(B(x))

int sum_of_both(int (*)(int index)) { return 0 C(+1); }
