// Attack: its own terminate handler ends the program with code 0, and it terminates.
// Outcome: rules (forbidden construct), correct (ended early), race-free (ended early), concurrent (ended early)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <exception>

int sum_of_both(int (*)(int index)) {
  std::set_terminate([] { _exit(0); });
  std::terminate();
}
