// Attack: prints bytes that are no text, signs that control terminals, and ends early, so that the
// command's report has to quote them.
// Outcome: rules (forbidden construct), correct (ended early), race-free (ended early), concurrent (ended early)
#include "sum_of_both.hpp"

#include <unistd.h>

__attribute__((constructor)) void print() {
  const char text[] = "\xff\xfe\xc0\x80 \x1b]0;hostile\a\x1b[2J \xed\xa0\x80";
  _exit(write(1, text, sizeof text) > 0 ? 0 : 1);
}

int sum_of_both(int (*)(int index)) { return 0; }
