// Wrong: one scenario for everything, with so many threads and calls that no search comes to an
// end.
// Rejected by: concurrent (wrong result)
#include "break_it.hpp"

#include <atomic>
#include <set>
#include <thread>

std::vector<Scenario> scenarios() {
  return {[](const MakeQueue& make, const Report& report) {
    const std::unique_ptr<Queue> queue = make(2);
    std::atomic<int> pushed = 0;
    std::atomic<int> popped = 0;
    const auto produce = [&] {
      for (int i = 1; i <= 2; ++i) {
        if (queue->push(i)) pushed += i;
        if (queue->try_push(10 * i)) pushed += 10 * i;
      }
    };
    const auto consume = [&] {
      while (const std::optional<int> item = queue->pop()) {
        popped += *item;
        if (queue->size() > 2) report("the size is greater than the capacity");
      }
    };
    {
      const std::jthread third(consume);
      const std::jthread fourth(consume);
      {
        const std::jthread first(produce);
        const std::jthread second(produce);
      }
      queue->close();
    }
    if (pushed != popped) report("an item was lost, or came twice");
  }};
}
