// Wrong: checks every call thoroughly, on a single thread. Most faults need two.
// Rejected by: concurrent (wrong result)
#include "break_it.hpp"

std::vector<Scenario> scenarios() {
  return {[](const MakeQueue& make, const Report& report) {
    const std::unique_ptr<Queue> queue = make(2);
    if (!queue->push(1) || !queue->try_push(2)) report("there was room for two");
    if (queue->try_push(3)) report("there was no room for a third");
    if (queue->size() != 2) report("the size is not 2");
    if (queue->pop() != 1) report("1 should come first");
    if (!queue->push(3)) report("there was room again");
    queue->close();
    queue->close();
    if (queue->push(4) || queue->try_push(4)) report("it is closed");
    if (queue->pop() != 2) report("2 should come second");
    if (queue->pop() != 3) report("3 should come third");
    if (queue->pop() || queue->size() != 0) report("it is empty");
  }};
}
