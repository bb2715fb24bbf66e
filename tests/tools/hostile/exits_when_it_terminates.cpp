// Attack: its own terminate handler ends the program with code 0, and it terminates.
// Outcome: TBD
#include "sum_of_both.hpp"

#include <unistd.h>

#include <exception>

int sum_of_both(int (*)(int index)) {
  std::set_terminate([] { _exit(0); });
  std::terminate();
}
