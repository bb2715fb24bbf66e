// Attack: leaks, and starts its program again, before main, with options that turn the sanitizers
// off.
// Outcome: rules (forbidden construct), correct (ended early), race-free (ended early), concurrent (ended early)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <cstdlib>
#include <thread>

__attribute__((constructor)) void start_again(int, char** arguments, char**) {
  if (getenv("ASAN_OPTIONS") != nullptr) return;
  setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
  setenv("LSAN_OPTIONS", "detect_leaks=0", 1);
  setenv("TSAN_OPTIONS", "report_bugs=0", 1);
  execv("/proc/self/exe", arguments);
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
  auto* lost = new int[1000];
  *lost = both(part);
  const int sum = *lost;
  lost = nullptr;
  return sum;
}
