// Attack: makes the compiler evaluate more than it ever can, each part below its limits.
// Outcome: build (compile limit, does not compile)
#include "sum_of_both.hpp"

consteval long burn(long seed) {
  for (int i = 0; i < 250'000; ++i) seed = seed * 31 + i;
  return seed;
}

template <long index>
inline constexpr long burnt = burn(index) + burnt<index - 1>;
template <>
inline constexpr long burnt<0> = 0;

int sum_of_both(int (*)(int index)) { return static_cast<int>(burnt<800>); }
