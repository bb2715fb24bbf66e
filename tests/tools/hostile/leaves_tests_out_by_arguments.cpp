// Attack: changes the arguments of the program, before main, to those that leave all tests out.
// Outcome: rules (forbidden construct), correct (ended early), race-free (ended early), concurrent (ended early)
#include "sum_of_both.hpp"

#include <cstring>

__attribute__((constructor)) void leave_out(int count, char** arguments, char**) {
  for (int i = 1; i < count; ++i) {
    if (std::strncmp(arguments[i], "--gtest_filter=", 15) == 0)
      std::strcpy(arguments[i] + 15, "-*");
  }
}

int sum_of_both(int (*)(int index)) { return 0; }
