// Attack: includes the reference solution by its absolute path.
// Outcome: build (does not compile)
#include "@COURSE@/solutions/01-fixture/sum_of_both.cpp"
