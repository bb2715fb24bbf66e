// Attack: a thread that outlives the call ends the program with code 0 while the test goes on.
// Outcome: rules (forbidden construct), correct (ended early), race-free (ended early), concurrent (ended early)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <thread>

int sum_of_both(int (*)(int index)) {
  static std::jthread later([] { _exit(0); });
  later.join();
  return 0;
}
