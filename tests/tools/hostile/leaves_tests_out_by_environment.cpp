// Attack: asks GoogleTest by the environment, before main, to leave all tests out.
// Outcome: rules (forbidden construct), correct (ended early), race-free (ended early), concurrent (ended early)
#include "sum_of_both.hpp"

#include <cstdlib>

__attribute__((constructor)) void leave_out() {
  setenv("GTEST_TOTAL_SHARDS", "1000", 1);
  setenv("GTEST_SHARD_INDEX", "999", 1);
  setenv("GTEST_FILTER", "-*", 1);
}

int sum_of_both(int (*)(int index)) { return 0; }
