// Right: std::async instead of threads; the futures bring the results back.
#include "break_it.hpp"

#include <future>
#include <utility>

namespace {

using Item = std::optional<int>;

std::future<Item> pop_meanwhile(Queue& queue) {
  return std::async(std::launch::async, [&queue] { return queue.pop(); });
}

Scenario two_pops_meet_two_pushes(std::size_t capacity) {
  return [capacity](const MakeQueue& make, const Report& report) {
    const std::unique_ptr<Queue> queue = make(capacity);
    std::future<Item> one = pop_meanwhile(*queue);
    std::future<Item> other = pop_meanwhile(*queue);
    if (!queue->push(1) || !queue->push(2)) report("an open queue refused an item");
    std::pair items{one.get(), other.get()};
    if (items.first > items.second) std::swap(items.first, items.second);
    if (items != std::pair{Item(1), Item(2)}) report("1 and 2 were pushed, and not popped");
  };
}

void close_meets_two_pops(const MakeQueue& make, const Report& report) {
  const std::unique_ptr<Queue> queue = make(2);
  std::future<Item> one = pop_meanwhile(*queue);
  std::future<Item> other = pop_meanwhile(*queue);
  queue->close();
  if (one.get() || other.get()) report("an item came from nowhere");
}

void close_meets_a_push(const MakeQueue& make, const Report& report) {
  const std::unique_ptr<Queue> queue = make(1);
  queue->push(1);
  std::future<bool> pushed = std::async(std::launch::async, [&] { return queue->push(2); });
  queue->close();
  const Item first = queue->pop();
  const Item second = queue->pop();
  if (first != 1) report("an item was lost at close");
  if (pushed.get() != second.has_value()) report("push says another thing than pop");
}

void try_push_meets_try_push(const MakeQueue& make, const Report& report) {
  const std::unique_ptr<Queue> queue = make(1);
  std::future<bool> other = std::async(std::launch::async, [&] { return queue->try_push(2); });
  const std::size_t size = queue->size();
  const bool mine = queue->try_push(1);
  if (size > 1 || mine == other.get() || queue->size() != 1) report("there was room for one");
}

void first_in_first_out(const MakeQueue& make, const Report& report) {
  const std::unique_ptr<Queue> queue = make(3);
  for (const int item : {1, 2, 3}) queue->push(item);
  for (const int item : {1, 2, 3}) {
    if (queue->pop() != item) report("the order is wrong");
  }
  queue->close();
  if (queue->push(4) || queue->try_push(4)) report("a closed queue took an item");
}

}  // namespace

std::vector<Scenario> scenarios() {
  return {two_pops_meet_two_pushes(1), two_pops_meet_two_pushes(2), close_meets_two_pops,
          close_meets_a_push,          try_push_meets_try_push,     first_in_first_out};
}
