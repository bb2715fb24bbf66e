// Attack: races, and says by #line that it does so in a file outside of the course, so that whoever
// shows the lines of a schedule shows that file.
// Outcome: race-free (data race)
#include "sum_of_both.hpp"

#include <thread>

int sum_of_both(int (*part)(int index)) {
  int sum = 0;
// clang-format off
#line 1 "@CANARY@"
  std::jthread first([&] { sum += part(0); }); std::jthread second([&] { sum += part(1); });
  // clang-format on
  first.join();
  second.join();
  return sum;
}
