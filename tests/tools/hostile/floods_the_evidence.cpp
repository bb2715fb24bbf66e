// Attack: writes to the evidence channel without end.
// Outcome: TBD
#include "sum_of_both.hpp"

#include <unistd.h>

#include <string>

int sum_of_both(int (*)(int index)) {
  const std::string block(65536, '{');
  while (write(3, block.data(), block.size()) > 0) {
  }
  return 0;
}
