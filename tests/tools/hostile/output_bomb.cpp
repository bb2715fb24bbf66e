// Attack: prints without end, in children whose sessions are their own.
// Outcome: correct (crash, ended early, hang, resource limit, wrong result), race-free (crash, ended early, hang, resource limit, wrong result), concurrent (crash, ended early, hang, resource limit, wrong result)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <string>

int sum_of_both(int (*)(int index)) {
  const std::string block(65536, 'x');
  if (fork() == 0) setsid();
  while (true) {
    for (const int descriptor : {1, 2}) {
      if (write(descriptor, block.data(), block.size()) < 0) pause();
    }
  }
}
