// A child that waits to write into a full pipe, and a parent that waits for the child to end.
#include "sum_of_both.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>

int sum_of_both(int (*)(int index)) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return 0;
  if (fork() == 0) {
    const std::array<char, 4096> block{};
    while (write(ends[1], block.data(), block.size()) > 0) {
    }
    _exit(0);
  }
  wait(nullptr);
  return 0;
}
