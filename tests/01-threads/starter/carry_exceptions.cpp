#include "carry_exceptions.hpp"

void carry_exceptions([[maybe_unused]] const std::vector<std::function<void()>>& jobs) {
  // TODO: run all jobs at the same time, and catch in each thread what its job throws. The caller's
  // thread throws, but only when no other thread is left.
}
