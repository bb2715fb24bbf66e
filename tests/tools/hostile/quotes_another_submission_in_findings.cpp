// Attack: races, and says by #line that it does so in what somebody else has handed in.
// Outcome: race-free (data race)
#include "sum_of_both.hpp"

#include <thread>

int sum_of_both(int (*part)(int index)) {
  int sum = 0;
// clang-format off
#line 1 "@OTHER@"
  std::jthread first([&] { sum += part(0); }); std::jthread second([&] { sum += part(1); });
  // clang-format on
  first.join();
  second.join();
  return sum;
}
