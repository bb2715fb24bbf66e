// Attack: ends the thread that runs the tests, before their assertions.
// Outcome: correct (crash, wrong result), race-free (crash, wrong result), concurrent (crash, wrong result)
#include "sum_of_both.hpp"

#include <pthread.h>

int sum_of_both(int (*)(int index)) { pthread_exit(nullptr); }
