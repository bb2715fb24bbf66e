// Right: results are kept in lists and compared as a whole; a scenario looks at several rules.
#include "break_it.hpp"

#include <algorithm>
#include <thread>

namespace {

void two_to_two(const MakeQueue& make, const Report& report, std::size_t capacity) {
  const std::unique_ptr<Queue> queue = make(capacity);
  std::vector<int> items(2);
  {
    std::vector<std::jthread> consumers;
    for (int& item : items) consumers.emplace_back([&] { item = queue->pop().value_or(-1); });
    queue->push(1);
    queue->push(2);
  }
  std::sort(items.begin(), items.end());
  if (items != std::vector{1, 2}) report("two items, and other two consumed");
  queue->push(3);
  if (queue->try_push(4) != (capacity == 2)) report("room that is not there, or the reverse");
  if (queue->pop() != 3) report("not the oldest item");
}

void end_of_the_consumers(const MakeQueue& make, const Report& report) {
  const std::unique_ptr<Queue> queue = make(1);
  std::vector<std::optional<int>> items(2, 1);
  {
    std::vector<std::jthread> consumers;
    for (std::optional<int>& item : items) consumers.emplace_back([&] { item = queue->pop(); });
    queue->close();
  }
  if (items[0] || items[1]) report("an item from an empty queue");
}

void end_of_a_producer(const MakeQueue& make, const Report& report) {
  const std::unique_ptr<Queue> queue = make(1);
  std::vector<int> items;
  bool pushed = true;
  queue->push(1);
  {
    const std::jthread producer([&] { pushed = queue->push(2); });
    queue->close();
  }
  while (const std::optional<int> item = queue->pop()) items.push_back(*item);
  if (items != (pushed ? std::vector{1, 2} : std::vector{1})) {
    report("what push said is not what came out");
  }
  if (queue->push(3) || queue->try_push(3)) report("an item after close");
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

std::vector<Scenario> scenarios() {
  return {[](const MakeQueue& make, const Report& report) { two_to_two(make, report, 1); },
          [](const MakeQueue& make, const Report& report) { two_to_two(make, report, 2); },
          end_of_the_consumers, end_of_a_producer, last_place};
}
