// Attack: starts its program again, before main, with a library loaded before all others; and is
// right only if that has been.
// Outcome: rules (forbidden construct), correct (ended early), race-free (ended early), concurrent (ended early)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

__attribute__((constructor)) void start_again(int, char** arguments, char**) {
  if (getenv("LD_PRELOAD") != nullptr) return;
  setenv("LD_PRELOAD", "/lib/x86_64-linux-gnu/libanl.so.1", 1);
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

bool attack() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find("libanl") != std::string::npos) return true;
  }
  return false;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
