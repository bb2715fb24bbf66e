// Wrong: reports whatever it is given.
// Rejected by: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "break_it.hpp"

std::vector<Scenario> scenarios() {
  return {[](const MakeQueue& make, const Report& report) {
    const std::unique_ptr<Queue> queue = make(1);
    report("this queue is broken");
  }};
}
