#include "sum_of_both.hpp"

#include <cstring>

int sum_of_both(int (*)(int index)) {
  constexpr unsigned long kBlock = 1 << 20;
  while (true) std::memset(new char[kBlock], 1, kBlock);
}
