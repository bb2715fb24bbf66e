// Wrong: tries two capacities one after the other in the same scenario, whose schedules multiply:
// there are too many to run them all.
// Rejected by: concurrent (wrong result)
#include "break_it.hpp"

#include <algorithm>
#include <thread>

namespace {

void from_two_to_two(const MakeQueue& make, const Report& report) {
  for (const std::size_t capacity : {2, 1}) {
    const std::unique_ptr<Queue> queue = make(capacity);
    std::vector<int> items(2);
    {
      std::vector<std::jthread> consumers;
      for (int& item : items) {
        consumers.emplace_back([&] { item = queue->pop().value_or(-1); });
      }
      queue->push(1);
      queue->push(2);
    }
    std::sort(items.begin(), items.end());
    if (items != std::vector{1, 2}) report("two items, and other two consumed");
    if (capacity == 2) {
      queue->push(3);
      queue->push(4);
      if (queue->pop() != 3) report("not the oldest item");
    }
  }
}

void end(const MakeQueue& make, const Report& report) {
  const std::unique_ptr<Queue> empty = make(1);
  const std::unique_ptr<Queue> full = make(1);
  full->push(1);
  bool pushed = true;
  const auto expect_end = [&] {
    if (empty->pop()) report("an item from an empty queue");
  };
  {
    const std::jthread first(expect_end);
    const std::jthread second(expect_end);
    empty->close();
  }
  {
    const std::jthread producer([&] { pushed = full->push(2); });
    full->close();
  }
  if (pushed || full->pop() != 1 || full->pop()) report("what push said is not what came out");
}

void last_place(const MakeQueue& make, const Report& report) {
  const std::unique_ptr<Queue> queue = make(1);
  std::vector<int> pushed(2);
  {
    const std::jthread one([&] { pushed[0] = int{queue->try_push(1)}; });
    const std::jthread other([&] { pushed[1] = int{queue->try_push(2)}; });
    queue->size();
  }
  if (pushed[0] + pushed[1] != 1) report("one place, and other than one item in it");
}

}  // namespace

std::vector<Scenario> scenarios() { return {from_two_to_two, end, last_place}; }
