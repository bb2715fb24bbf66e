// Wrong: makes a queue, starts two threads, and never calls anything.
// Rejected by: concurrent (wrong result)
#include "break_it.hpp"

#include <thread>

std::vector<Scenario> scenarios() {
  return {[](const MakeQueue& make, const Report&) {
    const std::unique_ptr<Queue> queue = make(1);
    const std::jthread producer([] {});
    const std::jthread consumer([] {});
  }};
}
