// Attack: its own handlers of SIGSEGV and SIGABRT end the program with code 0, and it crashes.
// Outcome: rules (forbidden construct), correct (ended early), race-free (ended early), concurrent (ended early)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <csignal>
#include <initializer_list>

int sum_of_both(int (*)(int index)) {
  for (const int each : {SIGSEGV, SIGABRT, SIGBUS}) std::signal(each, [](int) { _exit(0); });
  int* volatile nowhere = nullptr;
  return *nowhere;
}
