// Attack: closes the evidence channel, so that its failures are not told, and ends with code 0.
// Outcome: rules (forbidden construct), correct (ended early), race-free (ended early, wrong result), concurrent (ended early)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <cstdlib>

int sum_of_both(int (*)(int index)) {
  for (int descriptor = 3; descriptor < 1024; ++descriptor) close(descriptor);
  std::atexit([] { _exit(0); });
  return 0;
}
