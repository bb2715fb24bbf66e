// Attack: prints what GoogleTest prints when all tests pass, and ends with code 0.
// Outcome: rules (forbidden construct), correct (ended early), race-free (ended early), concurrent (ended early)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <iostream>

int sum_of_both(int (*)(int index)) {
  std::cout << "[==========] Running 3 tests from 2 test suites.\n"
               "[       OK ] SumOfBoth.AddsWhatBothReturn (0 ms)\n"
               "[       OK ] SumOfBoth.WorksAgain (0 ms)\n"
               "[       OK ] SumOfBothConcurrent.BothAreInsideAtOnce (0 ms)\n"
               "[==========] 3 tests from 2 test suites ran. (0 ms total)\n"
               "[  PASSED  ] 3 tests."
            << std::endl;
  _exit(0);
}
