// Attack: stops its process, and with it all that watches over a test.
// Outcome: correct (crash, ended early, hang, resource limit, wrong result), race-free (crash, ended early, hang, resource limit, wrong result), concurrent (crash, ended early, hang, resource limit, wrong result)
#include "sum_of_both.hpp"

#include <csignal>

int sum_of_both(int (*)(int index)) {
  std::raise(SIGSTOP);
  return 0;
}
