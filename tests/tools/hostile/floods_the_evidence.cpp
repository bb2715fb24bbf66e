// Attack: writes to the evidence channel without end.
// Outcome: correct (crash, ended early, hang, resource limit, wrong result), race-free (crash, ended early, hang, resource limit, wrong result), concurrent (crash, ended early, hang, resource limit, wrong result)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <string>

int sum_of_both(int (*)(int index)) {
  const std::string block(65536, '{');
  while (write(3, block.data(), block.size()) > 0) {
  }
  return 0;
}
