// Attack: includes a text from outside of the course, to read it in the compiler's complaints.
// Outcome: build (does not compile)
#include "/etc/passwd"
#include "@CANARY@"

int sum_of_both(int (*)(int index)) { return 0; }
