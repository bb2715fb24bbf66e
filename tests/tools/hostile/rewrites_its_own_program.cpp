// Attack: is right only if it can change the program that it is.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
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
  std::array<char, 4096> program{};
  if (readlink("/proc/self/exe", program.data(), program.size() - 1) <= 0) return false;
  if (chmod(program.data(), 0777) == 0) return true;
  const std::string copy = std::string(program.data()) + ".hostile";
  if (rename(program.data(), copy.c_str()) == 0) return true;
  for (const char* path : {"/proc/self/exe", static_cast<const char*>(program.data())}) {
    const int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) continue;
    close(file);
    return true;
  }
  return false;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
