// Wrong: waits for at most a minute, and then takes the queue for closed.
// Rejected by: race-free (wrong result)
#include "bounded_queue.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>

struct BoundedQueue::State {
  std::size_t capacity = 0;
  std::mutex mutex;
  std::condition_variable has_room;
  std::condition_variable has_items;
  std::deque<int> items;
  bool closed = false;
};

BoundedQueue::BoundedQueue(std::size_t capacity) : state_(std::make_unique<State>()) {
  if (capacity == 0) throw std::invalid_argument("capacity 0");
  state_->capacity = capacity;
}

BoundedQueue::~BoundedQueue() = default;

bool BoundedQueue::push(int item) {
  std::unique_lock lock(state_->mutex);
  const bool can_go_on = state_->has_room.wait_for(lock, std::chrono::minutes(1), [&] {
    return state_->items.size() < state_->capacity || state_->closed;
  });
  if (!can_go_on || state_->closed) return false;
  state_->items.push_back(item);
  state_->has_items.notify_one();
  return true;
}

std::optional<int> BoundedQueue::pop() {
  std::unique_lock lock(state_->mutex);
  state_->has_items.wait_for(lock, std::chrono::minutes(1),
                             [&] { return !state_->items.empty() || state_->closed; });
  if (state_->items.empty()) return std::nullopt;
  const int item = state_->items.front();
  state_->items.pop_front();
  state_->has_room.notify_one();
  return item;
}

void BoundedQueue::close() {
  const std::scoped_lock lock(state_->mutex);
  state_->closed = true;
  state_->has_room.notify_all();
  state_->has_items.notify_all();
}

std::size_t BoundedQueue::size() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->items.size();
}
