// Wrong: a stress test: many threads, many rounds, and the hope that they meet by chance.
// Rejected by: concurrent (wrong result)
#include "break_it.hpp"

#include <set>
#include <thread>

std::vector<Scenario> scenarios() {
  return {[](const MakeQueue& make, const Report& report) {
    constexpr int kRounds = 100;
    const std::unique_ptr<Queue> queue = make(2);
    const auto produce = [&](int first) {
      for (int i = first; i < first + kRounds; ++i) queue->push(i);
    };
    std::set<int> items;
    {
      const std::jthread one([&] { produce(0); });
      const std::jthread other([&] { produce(kRounds); });
      for (int i = 0; i < 2 * kRounds; ++i) items.insert(queue->pop().value());
    }
    if (items.size() != 2 * kRounds) report("an item was lost, or came twice");
    queue->close();
    if (queue->pop()) report("there was one item too many");
  }};
}
