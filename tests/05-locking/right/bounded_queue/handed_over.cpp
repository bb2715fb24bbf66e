// Right: whoever has to wait queues up with a promise, and whoever comes along serves the oldest:
// a push gives its item to a waiting pop, a pop lets a waiting item in.
#include <deque>
#include <future>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "bounded_queue.hpp"

namespace {

struct WaitingPush {
  int item = 0;
  std::promise<bool> taken;
};

}  // namespace

struct BoundedQueue::State {
  std::size_t capacity = 0;
  std::mutex mutex;
  std::deque<int> items;
  std::deque<WaitingPush> pushes;                     // only while the queue is full
  std::deque<std::promise<std::optional<int>>> pops;  // only while it is empty
  bool closed = false;
};

BoundedQueue::BoundedQueue(std::size_t capacity) : state_(std::make_unique<State>()) {
  if (capacity == 0) throw std::invalid_argument("capacity 0");
  state_->capacity = capacity;
}

BoundedQueue::~BoundedQueue() = default;

bool BoundedQueue::push(int item) {
  std::unique_lock lock(state_->mutex);
  if (state_->closed) return false;
  if (!state_->pops.empty()) {
    state_->pops.front().set_value(item);
    state_->pops.pop_front();
    return true;
  }
  if (state_->items.size() < state_->capacity) {
    state_->items.push_back(item);
    return true;
  }
  std::future<bool> taken = state_->pushes.emplace_back(WaitingPush{item, {}}).taken.get_future();
  lock.unlock();
  return taken.get();
}

std::optional<int> BoundedQueue::pop() {
  std::unique_lock lock(state_->mutex);
  if (!state_->items.empty()) {
    const int item = state_->items.front();
    state_->items.pop_front();
    if (!state_->pushes.empty()) {
      state_->items.push_back(state_->pushes.front().item);
      state_->pushes.front().taken.set_value(true);
      state_->pushes.pop_front();
    }
    return item;
  }
  if (state_->closed) return std::nullopt;
  std::future<std::optional<int>> item = state_->pops.emplace_back().get_future();
  lock.unlock();
  return item.get();
}

void BoundedQueue::close() {
  const std::scoped_lock lock(state_->mutex);
  state_->closed = true;
  for (WaitingPush& push : state_->pushes) push.taken.set_value(false);
  for (std::promise<std::optional<int>>& pop : state_->pops) pop.set_value(std::nullopt);
  state_->pushes.clear();
  state_->pops.clear();
}

std::size_t BoundedQueue::size() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->items.size();
}
