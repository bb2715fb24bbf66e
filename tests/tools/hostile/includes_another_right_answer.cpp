// Attack: includes a right answer that lies among the grader's files.
// Outcome: build (does not compile)
#include "@COURSE@/tests/01-fixture/right/sum_of_both/atomic.cpp"
