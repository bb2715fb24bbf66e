// Wrong: asks a closed queue to take an item by try_push, and by push only where there is no room.
// Rejected by: concurrent (wrong result)
#include "break_it.hpp"

#include <set>
#include <thread>

namespace {

using Item = std::optional<int>;

void order_and_end(const MakeQueue& make, const Report& report) {
  const std::unique_ptr<Queue> queue = make(3);
  queue->push(1);
  queue->push(2);
  queue->close();
  if (queue->try_push(3)) report("try_push returned true after close");
  if (queue->pop() != 1) report("the first item was not the first out, or was lost at close");
  if (queue->pop() != 2) report("the second item was not the second out, or was lost at close");
  if (queue->pop()) report("there was an item after the last");
}

void two_consumers_get_two_items(const MakeQueue& make, const Report& report,
                                 std::size_t capacity) {
  const std::unique_ptr<Queue> queue = make(capacity);
  Item first;
  Item second;
  {
    const std::jthread one([&] { first = queue->pop(); });
    const std::jthread other([&] { second = queue->pop(); });
    queue->push(1);
    queue->push(2);
  }
  if (std::set{first, second} != std::set<Item>{1, 2}) {
    report("two consumers did not get the two items, each one of them");
  }
}

void two_items_at_once(const MakeQueue& make, const Report& report) {
  two_consumers_get_two_items(make, report, 2);
}

void one_item_at_a_time(const MakeQueue& make, const Report& report) {
  two_consumers_get_two_items(make, report, 1);
}

void close_wakes_all(const MakeQueue& make, const Report& report) {
  const std::unique_ptr<Queue> queue = make(1);
  const auto expect_nothing = [&] {
    if (queue->pop()) report("an item came out of a queue that never had any");
  };
  const std::jthread one(expect_nothing);
  const std::jthread other(expect_nothing);
  queue->close();
}

void close_meets_a_waiting_push(const MakeQueue& make, const Report& report) {
  const std::unique_ptr<Queue> queue = make(1);
  bool pushed = false;
  queue->push(1);
  {
    const std::jthread producer([&] { pushed = queue->push(2); });
    queue->close();
  }
  if (pushed) report("push returned true, although there was no room before close");
  if (queue->pop() != 1) report("the item that was there at close did not come out");
  if (queue->pop()) report("an item came out whose push returned false");
}

void the_last_place_is_given_once(const MakeQueue& make, const Report& report) {
  const std::unique_ptr<Queue> queue = make(1);
  bool first = false;
  bool second = false;
  {
    const std::jthread other([&] {
      if (queue->size() > 1) report("the size is greater than the capacity");
      second = queue->try_push(2);
    });
    first = queue->try_push(1);
  }
  if (first == second) report("of two try_pushes for one place, both or none succeeded");
}

}  // namespace

std::vector<Scenario> scenarios() {
  return {order_and_end,   two_items_at_once,          one_item_at_a_time,
          close_wakes_all, close_meets_a_waiting_push, the_last_place_is_given_once};
}
