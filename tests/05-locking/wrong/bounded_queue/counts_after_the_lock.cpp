// Wrong: size is a counter that push and pop change after they have given up the lock: an item can
// be counted out before it is counted in.
// Rejected by: race-free (wrong result)
#include "bounded_queue.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>

struct BoundedQueue::State {
  explicit State(std::size_t most) : capacity(most) {}

  const std::size_t capacity;
  std::mutex mutex;
  std::deque<int> items;               // guarded by mutex
  std::atomic<std::size_t> count = 0;  // so that size need not lock
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
  ++state_->count;
  // One item, one consumer. Each push notifies, not only the one that found the queue empty: a
  // second item may come before the first consumer has woken up.
  state_->has_items.notify_one();
  return true;
}

std::optional<int> BoundedQueue::pop() {
  int item = 0;
  {
    std::unique_lock lock(state_->mutex);
    state_->has_items.wait(lock, [&] { return !state_->items.empty() || state_->closed; });
    if (state_->items.empty()) return std::nullopt;  // closed, and drained
    item = state_->items.front();
    state_->items.pop_front();
  }
  --state_->count;
  state_->has_room.notify_one();
  return item;
}

void BoundedQueue::close() {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->closed = true;
  }
  // Everybody must hear of this, on either side.
  state_->has_room.notify_all();
  state_->has_items.notify_all();
}

std::size_t BoundedQueue::size() const { return state_->count; }
