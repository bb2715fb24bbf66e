// Attack: ends the program with code 0 by a system call of its own, past every function that could
// be replaced or looked for.
// Outcome: correct (ended early), race-free (crash, ended early), concurrent (ended early)
#include "sum_of_both.hpp"

int sum_of_both(int (*)(int index)) {
  long result = 231;  // exit_group
  asm volatile("syscall" : "+a"(result) : "D"(0) : "rcx", "r11", "memory");
  return static_cast<int>(result);
}
