// Wrong: close puts a mark behind the last item, and the mark is an int that somebody may push.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "bounded_queue.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>

namespace {

constexpr int kEnd = -1;

}  // namespace

struct BoundedQueue::State {
  explicit State(std::size_t most) : capacity(most) {}

  const std::size_t capacity;
  std::mutex mutex;
  std::deque<int> items;  // guarded by mutex
  bool closed = false;  // guarded by mutex, so that nobody can miss it between looking and waiting
  // Two kinds of waiters, two condition variables: one notification then wakes somebody who can use
  // it, and never a producer where only a consumer could go on.
  std::condition_variable has_room;
  std::condition_variable has_items;
};

BoundedQueue::BoundedQueue(std::size_t capacity) {
  if (capacity == 0) throw std::invalid_argument("BoundedQueue: a capacity of 0 holds nothing");
  state_ = std::make_unique<State>(capacity);
}

BoundedQueue::~BoundedQueue() = default;

bool BoundedQueue::push(int item) {
  {
    std::unique_lock lock(state_->mutex);
    state_->has_room.wait(
        lock, [&] { return state_->items.size() < state_->capacity || state_->closed; });
    if (state_->closed) return false;  // first: room in a closed queue is nobody's
    state_->items.push_back(item);
  }
  // One item, one consumer. Each push notifies, not only the one that found the queue empty: a
  // second item may come before the first consumer has woken up.
  state_->has_items.notify_one();
  return true;
}

std::optional<int> BoundedQueue::pop() {
  int item = 0;
  {
    std::unique_lock lock(state_->mutex);
    state_->has_items.wait(lock, [&] { return !state_->items.empty(); });
    item = state_->items.front();
    if (item == kEnd) return std::nullopt;  // and leave it there, for the others
    state_->items.pop_front();
  }
  state_->has_room.notify_one();
  return item;
}

void BoundedQueue::close() {
  {
    const std::scoped_lock lock(state_->mutex);
    if (state_->closed) return;
    state_->closed = true;
    state_->items.push_back(kEnd);
  }
  // Everybody must hear of this, on either side.
  state_->has_room.notify_all();
  state_->has_items.notify_all();
}

std::size_t BoundedQueue::size() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->items.size() - (state_->closed ? 1 : 0);
}
