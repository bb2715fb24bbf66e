// Attack: declares by hand, without GoogleTest's headers, its helper for tests of assertions, which
// keeps failures to itself.
// Outcome: rules (forbidden construct)
#include "sum_of_both.hpp"

#include <new>

namespace testing {
class TestPartResultArray;
class ScopedFakeTestPartResultReporter {
 public:
  enum InterceptMode { kThisThread, kAllThreads };
  ScopedFakeTestPartResultReporter(InterceptMode mode, TestPartResultArray* result);
  virtual ~ScopedFakeTestPartResultReporter();
  long members[8];
};
}  // namespace testing

alignas(16) char none[64];  // an empty vector

int sum_of_both(int (*)(int index)) {
  using Reporter = testing::ScopedFakeTestPartResultReporter;
  alignas(Reporter) static char place[sizeof(Reporter)];
  static auto* reporter = new (static_cast<void*>(place))
      Reporter(Reporter::kAllThreads, reinterpret_cast<testing::TestPartResultArray*>(none));
  return reporter == nullptr ? 1 : 0;
}
