// Attack: starts threads without end, which never end.
// Outcome: TBD
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
