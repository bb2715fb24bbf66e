// Attack: replaces the grader by a program that ends with code 0.
// Outcome: correct (ended early), race-free (crash, ended early), concurrent (ended early)
#include "sum_of_both.hpp"

#include <unistd.h>

int sum_of_both(int (*)(int index)) { return execl("/bin/true", "true", nullptr); }
