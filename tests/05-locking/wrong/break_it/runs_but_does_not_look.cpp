// Wrong: lets threads meet everywhere, but looks at no result: items lost, doubled or out of order
// go by.
// Rejected by: concurrent (wrong result)
#include "break_it.hpp"

#include <thread>

namespace {

void order_and_end(const MakeQueue& make, const Report& /*report*/) {
  const std::unique_ptr<Queue> queue = make(3);
  queue->push(1);
  queue->push(2);
  queue->close();
  queue->push(3);
  for (int i = 0; i < 3; ++i) queue->pop();
}

void two_consumers_get_two_items(const MakeQueue& make, std::size_t capacity) {
  const std::unique_ptr<Queue> queue = make(capacity);
  const std::jthread one([&] { queue->pop(); });
  const std::jthread other([&] { queue->pop(); });
  queue->push(1);
  queue->push(2);
}

void two_items_at_once(const MakeQueue& make, const Report& /*report*/) {
  two_consumers_get_two_items(make, 2);
}

void one_item_at_a_time(const MakeQueue& make, const Report& /*report*/) {
  two_consumers_get_two_items(make, 1);
}

void close_wakes_all(const MakeQueue& make, const Report& /*report*/) {
  const std::unique_ptr<Queue> queue = make(1);
  const std::jthread one([&] { queue->pop(); });
  const std::jthread other([&] { queue->pop(); });
  queue->close();
}

void close_meets_a_waiting_push(const MakeQueue& make, const Report& /*report*/) {
  const std::unique_ptr<Queue> queue = make(1);
  queue->push(1);
  const std::jthread producer([&] { queue->push(2); });
  queue->close();
}

void the_last_place_is_given_once(const MakeQueue& make, const Report& /*report*/) {
  const std::unique_ptr<Queue> queue = make(1);
  const std::jthread other([&] {
    queue->size();
    queue->try_push(2);
  });
  queue->try_push(1);
}

}  // namespace

std::vector<Scenario> scenarios() {
  return {order_and_end,   two_items_at_once,          one_item_at_a_time,
          close_wakes_all, close_meets_a_waiting_push, the_last_place_is_given_once};
}
