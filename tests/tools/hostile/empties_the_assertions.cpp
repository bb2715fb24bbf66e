// Attack: defines the macros of the assertions as nothing.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#define EXPECT_EQ(first, second)
#define ASSERT_EQ(first, second)
#define ADD_FAILURE_AT(file, line) \
  if (false) std::cerr
#define expect_equal(...)
#include "sum_of_both.hpp"

int sum_of_both(int (*)(int index)) { return 0; }
