// Wrong: the handler stands outside of the loop, so that the first exception is the thread's last.
// Rejected by: correct (hang, wrong result, memory error), race-free (deadlock, lost wake-up, wrong
// result)
#include "bounded_pool.hpp"

#include <condition_variable>
#include <cstddef>
#include <exception>
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
  struct Task {
    std::function<int()> function;
    std::promise<int> result;
  };
  std::queue<Task> tasks;
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

  std::future<int> accept(std::function<int()> function) {
    Task& task = tasks.emplace();
    task.function = std::move(function);
    std::future<int> result = task.result.get_future();
    task_or_end.notify_one();
    return result;
  }

  void work() {
    Task task;
    try {
      while (true) {
        {
          std::unique_lock lock(mutex);
          task_or_end.wait(lock, [this] { return closed || !tasks.empty(); });
          if (tasks.empty()) return;
          task = std::move(tasks.front());
          tasks.pop();
          room_or_end.notify_one();
        }
        task.result.set_value(task.function());
      }
    } catch (...) {
      task.result.set_exception(std::current_exception());
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
  return state.accept(std::move(task));
}

std::optional<std::future<int>> BoundedPool::try_submit(std::function<int()> task) {
  if (!task) throw std::invalid_argument("empty task");
  State& state = *state_;
  const std::scoped_lock lock(state.mutex);
  if (state.closed) throw std::runtime_error("closed");
  if (state.tasks.size() >= state.capacity) return std::nullopt;
  return state.accept(std::move(task));
}

void BoundedPool::close() { state_->close(); }
