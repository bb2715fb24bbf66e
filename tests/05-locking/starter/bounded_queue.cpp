#include "bounded_queue.hpp"

#include <deque>

// A queue for one thread. TODO: what protects it from several, and what do they wait on?
struct BoundedQueue::State {
  std::deque<int> items;
  bool closed = false;
};

BoundedQueue::BoundedQueue([[maybe_unused]] std::size_t capacity)
    : state_(std::make_unique<State>()) {
  // TODO: refuse a queue that could never hold anything.
}

BoundedQueue::~BoundedQueue() = default;

bool BoundedQueue::push(int item) {
  // TODO: wait for room, or for the end.
  state_->items.push_back(item);
  return true;
}

std::optional<int> BoundedQueue::pop() {
  // TODO: wait for an item, or for the end.
  if (state_->items.empty()) return std::nullopt;
  const int item = state_->items.front();
  state_->items.pop_front();
  return item;
}

void BoundedQueue::close() {
  // TODO: who may be waiting, and must hear of it?
  state_->closed = true;
}

std::size_t BoundedQueue::size() const { return state_->items.size(); }
