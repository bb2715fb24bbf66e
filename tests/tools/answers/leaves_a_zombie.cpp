// Starts a process and never asks how it ended.
#include "sum_of_both.hpp"

#include <unistd.h>

#include <future>

int sum_of_both(int (*part)(int index)) {
  static const bool once = fork() != 0 || (_exit(0), true);
  auto first = std::async(std::launch::async, part, 0);
  auto second = std::async(std::launch::async, part, 1);
  return once ? first.get() + second.get() : 0;
}
