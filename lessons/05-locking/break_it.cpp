#include "break_it.hpp"

namespace {

// One thread, and one thing at a time: this catches no queue whose fault needs two threads.
void gives_back_what_it_was_given(const MakeQueue& make, const Report& report) {
  const std::unique_ptr<Queue> queue = make(2);
  queue->push(1);
  if (queue->pop() != 1) report("1 was pushed, and something else popped");
}

}  // namespace

// TODO: more scenarios, in which threads meet in the queue: who waits for whom, what may be lost?
std::vector<Scenario> scenarios() { return {gives_back_what_it_was_given}; }
