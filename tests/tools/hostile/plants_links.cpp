// Attack: is right only if it can plant links to files of the course, or to others, that somebody
// may follow later on.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

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
  std::string folder(program.data());
  folder.erase(folder.rfind('/') + 1);
  bool planted = false;
  for (const std::string& place : {folder, std::string("@COURSE@/build/course/"),
                                   std::string("@COURSE@/lessons/01-fixture/")}) {
    for (const char* target : {"@COURSE@/solutions/01-fixture/sum_of_both.cpp", "@CANARY@"}) {
      const std::string link_name = place + "interleave-hostile";
      planted = symlink(target, link_name.c_str()) == 0 || planted;
      planted = link(target, (link_name + "-hard").c_str()) == 0 || planted;
    }
  }
  return planted;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
