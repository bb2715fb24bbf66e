// Attack: includes what somebody else has handed in.
// Outcome: build (does not compile)
#include "@OTHER@"

int sum_of_both(int (*part)(int index)) { return sum_of_both_of_another(part); }
