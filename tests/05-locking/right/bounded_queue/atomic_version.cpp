// Right: a ring behind a mutex; whoever has to wait does so on an atomic number that every change
// raises.
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "bounded_queue.hpp"

struct BoundedQueue::State {
  explicit State(std::size_t capacity) : ring(capacity) {}

  std::mutex mutex;
  std::vector<int> ring;
  std::size_t first = 0;
  std::size_t count = 0;
  bool closed = false;
  std::atomic<unsigned> version = 0;  // changed under the mutex only

  void changed() {
    ++version;
    version.notify_all();
  }

  // Anything that changes after the mutex is let go changes the version, too.
  void wait(std::unique_lock<std::mutex>& lock) {
    const unsigned seen = version;
    lock.unlock();
    version.wait(seen);
    lock.lock();
  }
};

BoundedQueue::BoundedQueue(std::size_t capacity) {
  if (capacity == 0) throw std::invalid_argument("capacity 0");
  state_ = std::make_unique<State>(capacity);
}

BoundedQueue::~BoundedQueue() = default;

bool BoundedQueue::push(int item) {
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  while (state.count == state.ring.size() && !state.closed) state.wait(lock);
  if (state.closed) return false;
  state.ring[(state.first + state.count) % state.ring.size()] = item;
  ++state.count;
  state.changed();
  return true;
}

std::optional<int> BoundedQueue::pop() {
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  while (state.count == 0 && !state.closed) state.wait(lock);
  if (state.count == 0) return std::nullopt;
  const int item = state.ring[state.first];
  state.first = (state.first + 1) % state.ring.size();
  --state.count;
  state.changed();
  return item;
}

void BoundedQueue::close() {
  const std::scoped_lock lock(state_->mutex);
  state_->closed = true;
  state_->changed();
}

std::size_t BoundedQueue::size() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->count;
}
