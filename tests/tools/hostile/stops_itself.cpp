// Attack: stops its process, and with it all that watches over a test.
// Outcome: TBD
#include "sum_of_both.hpp"

#include <csignal>

int sum_of_both(int (*)(int index)) {
  std::raise(SIGSTOP);
  return 0;
}
