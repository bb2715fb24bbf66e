// Wrong: looks again every millisecond instead of waiting to be woken, so that everybody goes on
// too late.
// Rejected by: race-free (wrong result, hang)
#include "bounded_queue.hpp"

#include <chrono>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>

struct BoundedQueue::State {
  std::size_t capacity = 0;
  std::mutex mutex;
  std::deque<int> items;
  bool closed = false;
};

namespace {

void pause(std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  lock.lock();
}

}  // namespace

BoundedQueue::BoundedQueue(std::size_t capacity) : state_(std::make_unique<State>()) {
  if (capacity == 0) throw std::invalid_argument("capacity 0");
  state_->capacity = capacity;
}

BoundedQueue::~BoundedQueue() = default;

bool BoundedQueue::push(int item) {
  std::unique_lock lock(state_->mutex);
  while (state_->items.size() == state_->capacity && !state_->closed) pause(lock);
  if (state_->closed) return false;
  state_->items.push_back(item);
  return true;
}

std::optional<int> BoundedQueue::pop() {
  std::unique_lock lock(state_->mutex);
  while (state_->items.empty() && !state_->closed) pause(lock);
  if (state_->items.empty()) return std::nullopt;
  const int item = state_->items.front();
  state_->items.pop_front();
  return item;
}

void BoundedQueue::close() {
  const std::scoped_lock lock(state_->mutex);
  state_->closed = true;
}

std::size_t BoundedQueue::size() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->items.size();
}
