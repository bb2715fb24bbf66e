// Attack: is right only if it can read what somebody else has handed in, or a text outside of the
// course, and prints it.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <dirent.h>

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

bool reads(const std::string& path) {
  std::ifstream file(path);
  std::string text;
  std::getline(file, text, '\0');
  std::cout << text << std::flush;
  return !text.empty();
}

bool lists(const char* path) {
  DIR* folder = opendir(path);
  if (folder == nullptr) return false;
  int found = 0;
  while (const dirent* entry = readdir(folder)) {
    if (entry->d_name[0] != '.') ++found;
  }
  closedir(folder);
  return found > 1;  // its own is there
}

bool attack() {
  return reads("@OTHER@") || reads("@CANARY@") || reads("@COURSE@/lessons/01-fixture/twice.cpp") ||
         lists("@COURSE@/lessons/01-fixture") || lists("@COURSE@/build/course/workspaces");
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
