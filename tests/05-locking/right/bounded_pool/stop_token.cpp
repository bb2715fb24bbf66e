// Right: a stop_source says that the pool is closed, and wakes whoever waits on a
// condition_variable_any.
#include "bounded_pool.hpp"

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <queue>
#include <stdexcept>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

struct BoundedPool::State {
  const std::size_t capacity;
  std::mutex mutex;
  std::condition_variable_any has_tasks;
  std::condition_variable_any has_room;
  std::queue<std::packaged_task<int()>> tasks;
  std::stop_source end;
  std::vector<std::jthread> threads;

  explicit State(std::size_t most) : capacity(most) {}
  ~State() { close(); }

  void close() {
    const std::scoped_lock lock(mutex);  // nobody accepts a task meanwhile
    end.request_stop();
  }

  std::future<int> accept(std::packaged_task<int()> task) {
    std::future<int> result = task.get_future();
    tasks.push(std::move(task));
    has_tasks.notify_one();
    return result;
  }

  void work() {
    while (true) {
      std::packaged_task<int()> task;
      {
        std::unique_lock lock(mutex);
        if (!has_tasks.wait(lock, end.get_token(), [this] { return !tasks.empty(); })) return;
        task = std::move(tasks.front());
        tasks.pop();
        has_room.notify_one();
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
  state.has_room.wait(lock, state.end.get_token(),
                      [&] { return state.tasks.size() < state.capacity; });
  if (state.end.stop_requested()) throw std::runtime_error("closed");
  return state.accept(std::packaged_task<int()>(std::move(task)));
}

std::optional<std::future<int>> BoundedPool::try_submit(std::function<int()> task) {
  if (!task) throw std::invalid_argument("empty task");
  State& state = *state_;
  const std::scoped_lock lock(state.mutex);
  if (state.end.stop_requested()) throw std::runtime_error("closed");
  if (state.tasks.size() >= state.capacity) return std::nullopt;
  return state.accept(std::packaged_task<int()>(std::move(task)));
}

void BoundedPool::close() { state_->close(); }
