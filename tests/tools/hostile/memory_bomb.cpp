// Attack: takes memory without end, in children of its own, each a part.
// Outcome: correct (crash, ended early, hang, resource limit, wrong result), race-free (crash, ended early, hang, resource limit, wrong result), concurrent (crash, ended early, hang, resource limit, wrong result)
#include "sum_of_both.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>

int sum_of_both(int (*)(int index)) {
  constexpr std::size_t kBlock = std::size_t{4} << 20;
  fork();
  fork();
  while (true) {
    void* block = mmap(nullptr, kBlock, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block != MAP_FAILED) std::memset(block, 1, kBlock);
  }
}
