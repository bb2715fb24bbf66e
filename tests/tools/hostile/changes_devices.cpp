// Attack: is right only if it can change whose a device of the machine is, or when it was changed:
// root owns them also in a sandbox that root has made.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <initializer_list>
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
  for (const char* path : {"/dev/null", "/dev/zero", "/dev/full", "/dev/urandom"}) {
    if (chmod(path, 0666) == 0 || utimensat(AT_FDCWD, path, nullptr, 0) == 0) return true;
  }
  return false;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
