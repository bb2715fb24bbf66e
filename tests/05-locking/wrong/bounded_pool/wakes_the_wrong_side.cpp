// Wrong: threads and submitters share one condition variable, and notify_one may wake one of the
// wrong side. It goes back to sleep, and the one who was meant sleeps on.
// Rejected by: race-free (lost wake-up, deadlock), concurrent (lost wake-up, serial, too few at
// once), correct (hang)
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
  std::condition_variable changed;
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
    changed.notify_all();
  }

  std::future<int> accept(std::packaged_task<int()> task) {
    std::future<int> result = task.get_future();
    tasks.push(std::move(task));
    changed.notify_one();
    return result;
  }

  void work() {
    while (true) {
      std::packaged_task<int()> task;
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return closed || !tasks.empty(); });
        if (tasks.empty()) return;
        task = std::move(tasks.front());
        tasks.pop();
        changed.notify_one();
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
  state.changed.wait(lock, [&] { return state.closed || state.tasks.size() < state.capacity; });
  if (state.closed) throw std::runtime_error("closed");
  return state.accept(std::packaged_task<int()>(std::move(task)));
}

std::optional<std::future<int>> BoundedPool::try_submit(std::function<int()> task) {
  if (!task) throw std::invalid_argument("empty task");
  State& state = *state_;
  const std::scoped_lock lock(state.mutex);
  if (state.closed) throw std::runtime_error("closed");
  if (state.tasks.size() >= state.capacity) return std::nullopt;
  return state.accept(std::packaged_task<int()>(std::move(task)));
}

void BoundedPool::close() { state_->close(); }
