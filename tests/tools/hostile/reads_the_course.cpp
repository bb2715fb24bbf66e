// Attack: is right only if it can read solutions, graders or other files of the course at run time,
// and prints what it reads.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

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

bool attack() {
  for (const char* path :
       {"/solutions/01-fixture/sum_of_both.cpp", "/tests/01-fixture/sum_of_both_test.cpp",
        "/tests/01-fixture/right/sum_of_both/async.cpp", "/lessons/01-fixture/lesson.json",
        "/.interleave/progress.json",
        "/build/course/exercises/01-fixture/sum_of_both.tests.json"}) {
    if (reads(std::string("@COURSE@") + path) || reads(std::string("../../../..") + path)) {
      return true;
    }
  }
  return false;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
