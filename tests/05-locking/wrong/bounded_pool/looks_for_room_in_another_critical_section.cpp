// Wrong: try_submit looks for room, unlocks, and then adds the task under a new lock. Two callers
// may both find the last room.
// Rejected by: race-free (wrong result)
#include "bounded_pool.hpp"

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <queue>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

struct BoundedPool::State {
  const std::size_t capacity;
  std::mutex mutex;
  std::condition_variable task_or_end;
  std::condition_variable room_or_end;
  std::queue<std::packaged_task<int()>> tasks;
  bool closed = false;
  std::vector<std::jthread> threads;

  explicit State(std::size_t most) : capacity(most) {}
  ~State() { close(); }

  void close() {
    {
      const std::scoped_lock lock(mutex);
      closed = true;
    }
    task_or_end.notify_all();
    room_or_end.notify_all();
  }

  std::future<int> accept(std::packaged_task<int()> task) {
    std::future<int> result = task.get_future();
    tasks.push(std::move(task));
    task_or_end.notify_one();
    return result;
  }

  void work() {
    while (true) {
      std::packaged_task<int()> task;
      {
        std::unique_lock lock(mutex);
        task_or_end.wait(lock, [this] { return closed || !tasks.empty(); });
        if (tasks.empty()) return;
        task = std::move(tasks.front());
        tasks.pop();
        room_or_end.notify_one();
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
  state.room_or_end.wait(lock, [&] { return state.closed || state.tasks.size() < state.capacity; });
  if (state.closed) throw std::runtime_error("closed");
  return state.accept(std::packaged_task<int()>(std::move(task)));
}

std::optional<std::future<int>> BoundedPool::try_submit(std::function<int()> task) {
  if (!task) throw std::invalid_argument("empty task");
  State& state = *state_;
  {
    const std::scoped_lock lock(state.mutex);
    if (state.closed) throw std::runtime_error("closed");
    if (state.tasks.size() >= state.capacity) return std::nullopt;
  }
  const std::scoped_lock lock(state.mutex);
  if (state.closed) throw std::runtime_error("closed");
  return state.accept(std::packaged_task<int()>(std::move(task)));
}

void BoundedPool::close() { state_->close(); }
