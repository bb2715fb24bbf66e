// Attack: is right only if it finds the environment of whoever grades it, its own or another
// process's, and prints what it finds.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

bool attack() {
  std::string all;
  for (const char* process : {"self", "1", "2", "3"}) {
    for (const char* file : {"environ", "cmdline"}) {
      std::ifstream text(std::string("/proc/") + process + "/" + file);
      for (std::string each; std::getline(text, each, '\0');) all += each + '\n';
    }
  }
  std::cout << all << std::flush;
  return std::getenv("INTERLEAVE_CANARY") != nullptr || std::getenv("USER") != nullptr ||
         all.find("INTERLEAVE_CANARY") != std::string::npos ||
         all.find("--json") != std::string::npos || all.find("bwrap") != std::string::npos;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
