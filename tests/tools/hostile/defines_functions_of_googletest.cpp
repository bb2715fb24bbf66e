// Attack: defines the function by which GoogleTest records a failed assertion, as one that does
// nothing.
// Outcome: build (does not compile)
#include "sum_of_both.hpp"

namespace testing {
class Message;
namespace internal {
class AssertHelper {
 public:
  void operator=(const Message& message) const;
};
void AssertHelper::operator=(const Message&) const {}
}  // namespace internal
}  // namespace testing

int sum_of_both(int (*)(int index)) { return 0; }
