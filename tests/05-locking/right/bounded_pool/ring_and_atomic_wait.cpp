// Right: a ring of slots, and atomics to wait on that count what has been added and taken.
#include "bounded_pool.hpp"

#include <atomic>
#include <cstddef>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

struct BoundedPool::State {
  const std::size_t capacity;
  std::mutex mutex;
  std::vector<std::packaged_task<int()>> ring;
  std::size_t added = 0;
  std::size_t taken = 0;
  bool closed = false;
  std::atomic<unsigned> changes = 0;  // of any of these
  std::vector<std::jthread> threads;

  explicit State(std::size_t most) : capacity(most), ring(most) {}
  ~State() { close(); }

  void close() {
    const std::scoped_lock lock(mutex);
    closed = true;
    tell();
  }

  void tell() {
    ++changes;
    changes.notify_all();
  }

  /// With the lock; without it while it waits.
  template <typename Predicate>
  void wait(std::unique_lock<std::mutex>& lock, Predicate holds) {
    while (!holds()) {
      const unsigned seen = changes;  // with the lock: nothing can have changed since holds()
      lock.unlock();
      changes.wait(seen);
      lock.lock();
    }
  }

  bool has_room() const { return added - taken < capacity; }

  std::future<int> accept(std::packaged_task<int()> task) {
    std::future<int> result = task.get_future();
    ring[added++ % capacity] = std::move(task);
    tell();
    return result;
  }

  void work() {
    while (true) {
      std::packaged_task<int()> task;
      {
        std::unique_lock lock(mutex);
        wait(lock, [this] { return closed || added != taken; });
        if (added == taken) return;
        task = std::move(ring[taken++ % capacity]);
        tell();
      }
      task();
    }
  }
};

BoundedPool::BoundedPool(int threads, int capacity) {
  if (threads < 1 || capacity < 1) throw std::invalid_argument("less than one");
  state_ = std::make_unique<State>(static_cast<std::size_t>(capacity));
  for (int i = 0; i < threads; ++i) {
    state_->threads.emplace_back([state = state_.get()] { state->work(); });
  }
}

BoundedPool::~BoundedPool() = default;

std::future<int> BoundedPool::submit(std::function<int()> task) {
  if (!task) throw std::invalid_argument("empty task");
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  state.wait(lock, [&] { return state.closed || state.has_room(); });
  if (state.closed) throw std::runtime_error("closed");
  return state.accept(std::packaged_task<int()>(std::move(task)));
}

std::optional<std::future<int>> BoundedPool::try_submit(std::function<int()> task) {
  if (!task) throw std::invalid_argument("empty task");
  State& state = *state_;
  const std::scoped_lock lock(state.mutex);
  if (state.closed) throw std::runtime_error("closed");
  if (!state.has_room()) return std::nullopt;
  return state.accept(std::packaged_task<int()>(std::move(task)));
}

void BoundedPool::close() { state_->close(); }
