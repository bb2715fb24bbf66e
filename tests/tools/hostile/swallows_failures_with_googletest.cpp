// Attack: uses GoogleTest's own helper for tests of assertions, which keeps failures to itself.
// Outcome: rules (forbidden construct)
#include "sum_of_both.hpp"

#include <gtest/gtest-spi.h>

int sum_of_both(int (*)(int index)) {
  using Reporter = testing::ScopedFakeTestPartResultReporter;
  static auto* failures = new testing::TestPartResultArray;
  static auto* reporter = new Reporter(Reporter::INTERCEPT_ALL_THREADS, failures);
  return reporter == nullptr ? 1 : 0;
}
