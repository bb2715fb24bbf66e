// Attack: leaves no descriptor for the grader to look for leaks and leftovers with, and leaks.
// Outcome: correct (crash, ended early, hang, resource limit, wrong result), race-free (crash, ended early, hang, resource limit, wrong result), concurrent (crash, ended early, hang, resource limit, wrong result)
#include "sum_of_both.hpp"

#include <fcntl.h>
#include <sys/resource.h>

#include <thread>

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

int sum_of_both(int (*part)(int index)) {
  const int sum = both(part);
  if (open("/dev/null", O_RDONLY) < 0) return sum;
  const rlimit none{0, 0};
  setrlimit(RLIMIT_NOFILE, &none);
  return sum;
}
