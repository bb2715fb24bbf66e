// Attack: starts threads without end, which never end.
// Outcome: rules (forbidden construct), correct (crash, ended early, hang, resource limit, wrong result), race-free (crash, ended early, hang, resource limit, wrong result), concurrent (crash, ended early, hang, resource limit, wrong result)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <thread>

int sum_of_both(int (*)(int index)) {
  while (true) {
    try {
      std::thread([] { pause(); }).detach();
    } catch (...) {
    }
  }
}
