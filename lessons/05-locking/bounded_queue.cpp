#include "bounded_queue.hpp"

#include <deque>

// TODO: what protects the items, and what do threads wait on?
struct BoundedQueue::State {
  std::deque<int> items;
};

BoundedQueue::BoundedQueue([[maybe_unused]] std::size_t capacity)
    : state_(std::make_unique<State>()) {
  // TODO: refuse a queue that could never hold anything.
}

BoundedQueue::~BoundedQueue() = default;

bool BoundedQueue::push([[maybe_unused]] int item) {
  // TODO: wait for room, or for the end.
  return false;
}

std::optional<int> BoundedQueue::pop() {
  // TODO: wait for an item, or for the end.
  return std::nullopt;
}

void BoundedQueue::close() {
  // TODO: who may be waiting, and must hear of it?
}

std::size_t BoundedQueue::size() const { return state_->items.size(); }
