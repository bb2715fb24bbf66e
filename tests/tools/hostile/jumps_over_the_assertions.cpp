// Attack: returns to the caller of its caller, so that the assertions behind the call are left out.
// Outcome: TBD
#include "sum_of_both.hpp"

__attribute__((no_sanitize("address", "thread"))) int sum_of_both(int (*)(int index)) {
  asm volatile(
      "movq (%rbp), %rbp\n"
      "leave\n"
      "ret\n");
  return 0;
}
