// Attack: fails every test, and lets a function that runs at exit turn the exit code into 0.
// Outcome: rules (forbidden construct), correct (crash, wrong result), race-free (crash, wrong result), concurrent (crash, wrong result)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <cstdlib>

int sum_of_both(int (*)(int index)) {
  std::atexit([] { _exit(0); });
  return 0;
}
