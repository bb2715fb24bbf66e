// Attack: puts a program that ends with code 0 in the place of those that run after it.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <string>

int sum_of_both(int (*)(int index)) {
  std::array<char, 4096> program{};
  if (readlink("/proc/self/exe", program.data(), program.size() - 1) <= 0) return 0;
  std::string folder(program.data());
  folder.erase(folder.rfind('/') + 1);
  for (const char* name : {"test", "explore", "race", "sum_of_both.cpp"}) {
    const std::string path = folder + name;
    unlink(path.c_str());
    std::ofstream(path) << "#!/bin/sh\nexit 0\n";
    chmod(path.c_str(), 0777);
  }
  std::ofstream(folder + "interleave-hostile") << "was here";
  std::ofstream("@COURSE@/build/course/interleave-hostile") << "was here";
  std::ofstream("@COURSE@/lessons/01-fixture/twice.cpp") << "// hostile";
  std::ofstream("@COURSE@/solutions/01-fixture/sum_of_both.cpp") << "// hostile";
  std::ofstream("@COURSE@/tests/01-fixture/sum_of_both_test.cpp") << "// hostile";
  return 0;
}
