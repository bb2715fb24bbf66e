// Attack: puts /dev/null where the evidence channel was, fails, then says itself that all has ended
// well.
// Outcome: rules (forbidden construct), correct (ended early), race-free (ended early, wrong result), concurrent (ended early)
#include "sum_of_both.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

int channel = -1;

int sum_of_both(int (*)(int index)) {
  if (channel < 0) {
    channel = dup(3);
    dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), 3);
    std::atexit([] {
      const char text[] =
          "{\"event\":\"end\",\"test\":\"SumOfBoth.AddsWhatBothReturn\",\"passed\":true,"
          "\"how\":\"native\"}\n"
          "{\"event\":\"begin\",\"test\":\"SumOfBoth.WorksAgain\"}\n"
          "{\"event\":\"end\",\"test\":\"SumOfBoth.WorksAgain\",\"passed\":true,"
          "\"how\":\"native\"}\n"
          "{\"event\":\"finished\"}\n";
      _exit(write(channel, text, sizeof text - 1) > 0 ? 0 : 1);
    });
  }
  return 0;
}
