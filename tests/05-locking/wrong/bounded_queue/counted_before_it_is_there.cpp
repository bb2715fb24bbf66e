// Wrong: push tells the semaphore that there is an item before it has put it in: a consumer that
// is quick finds nothing and takes the queue for closed.
// Rejected by: correct (wrong result, hang), race-free (wrong result, deadlock)
#include <deque>
#include <mutex>
#include <semaphore>
#include <stdexcept>

#include "bounded_queue.hpp"

struct BoundedQueue::State {
  explicit State(std::size_t capacity) : room(static_cast<std::ptrdiff_t>(capacity)) {}

  std::counting_semaphore<> room;
  std::counting_semaphore<> ready{0};
  std::mutex mutex;
  std::deque<int> items;
  bool closed = false;
};

BoundedQueue::BoundedQueue(std::size_t capacity) {
  if (capacity == 0) throw std::invalid_argument("capacity 0");
  state_ = std::make_unique<State>(capacity);
}

BoundedQueue::~BoundedQueue() = default;

bool BoundedQueue::push(int item) {
  state_->room.acquire();
  {
    const std::scoped_lock lock(state_->mutex);
    if (state_->closed) {
      state_->room.release();
      return false;
    }
  }
  state_->ready.release();
  const std::scoped_lock lock(state_->mutex);
  state_->items.push_back(item);
  return true;
}

std::optional<int> BoundedQueue::pop() {
  state_->ready.acquire();
  const std::scoped_lock lock(state_->mutex);
  if (state_->items.empty()) {
    state_->ready.release();
    return std::nullopt;
  }
  const int item = state_->items.front();
  state_->items.pop_front();
  state_->room.release();
  return item;
}

void BoundedQueue::close() {
  const std::scoped_lock lock(state_->mutex);
  state_->closed = true;
  state_->room.release();
  state_->ready.release();
}

std::size_t BoundedQueue::size() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->items.size();
}
