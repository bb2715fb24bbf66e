// Attack: makes the compiler instantiate templates without end, side by side, so that no limit of
// their depth holds.
// Outcome: build (compile limit, does not compile)
#include "sum_of_both.hpp"

template <int depth, long path>
struct Bomb {
  static constexpr long value =
      Bomb<depth - 1, path * 2>::value + Bomb<depth - 1, path * 2 + 1>::value;
};
template <long path>
struct Bomb<0, path> {
  static constexpr long value = path;
};

int sum_of_both(int (*)(int index)) { return static_cast<int>(Bomb<40, 1>::value); }
