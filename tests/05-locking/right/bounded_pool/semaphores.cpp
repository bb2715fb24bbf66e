// Right: one semaphore counts the room, and one the tasks. Whoever finds the pool closed passes its
// permit on to the next.
#include "bounded_pool.hpp"

#include <cstddef>
#include <mutex>
#include <queue>
#include <semaphore>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

struct BoundedPool::State {
  std::counting_semaphore<> room;
  std::counting_semaphore<> tasks_or_end{0};
  std::mutex mutex;
  std::queue<std::packaged_task<int()>> tasks;
  bool closed = false;
  std::vector<std::jthread> threads;

  explicit State(std::ptrdiff_t capacity) : room(capacity) {}
  ~State() { close(); }

  void close() {
    {
      const std::scoped_lock lock(mutex);
      if (std::exchange(closed, true)) return;
    }
    room.release();
    tasks_or_end.release();
  }

  std::future<int> accept(std::packaged_task<int()> task) {
    std::future<int> result = task.get_future();
    tasks.push(std::move(task));
    tasks_or_end.release();
    return result;
  }

  void work() {
    while (true) {
      std::packaged_task<int()> task;
      {
        tasks_or_end.acquire();
        const std::scoped_lock lock(mutex);
        if (tasks.empty()) {
          tasks_or_end.release();
          return;
        }
        task = std::move(tasks.front());
        tasks.pop();
        room.release();
      }
      task();
    }
  }
};

BoundedPool::BoundedPool(int threads, int capacity) {
  if (threads < 1 || capacity < 1) throw std::invalid_argument("less than one");
  state_ = std::make_unique<State>(capacity);
  for (int i = 0; i < threads; ++i) {
    state_->threads.emplace_back([state = state_.get()] { state->work(); });
  }
}

BoundedPool::~BoundedPool() = default;

std::future<int> BoundedPool::submit(std::function<int()> task) {
  if (!task) throw std::invalid_argument("empty task");
  State& state = *state_;
  state.room.acquire();
  const std::scoped_lock lock(state.mutex);
  if (state.closed) {
    state.room.release();
    throw std::runtime_error("closed");
  }
  return state.accept(std::packaged_task<int()>(std::move(task)));
}

std::optional<std::future<int>> BoundedPool::try_submit(std::function<int()> task) {
  if (!task) throw std::invalid_argument("empty task");
  State& state = *state_;
  const std::scoped_lock lock(state.mutex);
  if (state.closed) throw std::runtime_error("closed");
  if (!state.room.try_acquire()) return std::nullopt;
  return state.accept(std::packaged_task<int()>(std::move(task)));
}

void BoundedPool::close() { state_->close(); }
