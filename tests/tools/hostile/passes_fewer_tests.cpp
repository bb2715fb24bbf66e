// Attack: names, before main, only one test, which it does right, instead of those that were asked
// for.
// Outcome: rules (forbidden construct), correct (crash, ended early, wrong result), race-free (crash, ended early, wrong result), concurrent (crash, ended early, wrong result)
#include "sum_of_both.hpp"

#include <thread>

char filter[] = "--gtest_filter=SumOfBothConcurrent.*:SumOfBoth.AddsWhatBothReturn";

__attribute__((constructor)) void leave_out(int count, char** arguments, char**) {
  if (count > 1) arguments[1] = filter;
}

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

int sum_of_both(int (*part)(int index)) {
  static int calls = 0;
  const int sum = both(part);
  return ++calls == 1 ? sum : sum + 1;
}
