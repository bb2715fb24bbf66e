// Attack: defines clock_gettime as a function after which no time has passed, so that no time limit
// runs out, and waits for ever.
// Outcome: build (does not compile)
#include "sum_of_both.hpp"

#include <ctime>

extern "C" int clock_gettime(clockid_t, timespec* time) noexcept {
  *time = {};
  return 0;
}

int sum_of_both(int (*)(int index)) {
  for (int volatile i = 0;; i = 0) {
  }
}
