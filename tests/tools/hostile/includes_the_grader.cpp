// Attack: includes the grader, for a look at its tests or for its symbols.
// Outcome: build (does not compile)
#include "@COURSE@/tests/01-fixture/sum_of_both_test.cpp"

int sum_of_both(int (*)(int index)) { return 0; }
