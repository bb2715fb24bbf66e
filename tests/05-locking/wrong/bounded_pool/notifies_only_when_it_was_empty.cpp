// Wrong: tells of a task only when the queue was empty. Who is woken takes one task; the other
// threads sleep on while a second one waits.
// Rejected by: concurrent (serial)
#include "bounded_pool.hpp"

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <queue>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace {

using Task = std::packaged_task<int()>;  // keeps what the function returns or throws

Task package(std::function<int()> function) {
  if (!function) throw std::invalid_argument("BoundedPool: the task is empty");
  return Task(std::move(function));
}

}  // namespace

struct BoundedPool::State {
  const std::size_t capacity;
  std::mutex mutex;
  // Two sides wait for different things. With one condition variable for both, notify_one could
  // wake a submitter when a thread is meant.
  std::condition_variable task_or_end;
  std::condition_variable room_or_end;
  std::queue<Task> tasks;  // guarded by mutex
  bool closed = false;     // guarded by mutex
  // Last, so that all of the above outlives the threads.
  std::vector<std::jthread> threads;

  explicit State(std::size_t most) : capacity(most) {}

  // Before `threads` is destroyed, and joined: also if a start in the constructor of the pool
  // fails.
  ~State() { close(); }

  void close() {
    {
      const std::scoped_lock lock(mutex);
      closed = true;
    }
    task_or_end.notify_all();  // threads may leave
    room_or_end.notify_all();  // submitters give up
  }

  bool is_full() const { return tasks.size() == capacity; }

  /// Requires: the caller has locked the mutex, and there is room.
  std::future<int> accept(Task& task) {
    std::future<int> result = task.get_future();
    if (tasks.empty()) task_or_end.notify_one();
    tasks.push(std::move(task));
    return result;
  }

  void expect_open() const {
    if (closed) throw std::runtime_error("BoundedPool: submit after close");
  }

  void work() {
    std::unique_lock lock(mutex);
    while (true) {
      task_or_end.wait(lock, [this] { return closed || !tasks.empty(); });
      if (tasks.empty()) return;  // closed, and all that was accepted has been taken
      {
        Task task = std::move(tasks.front());
        tasks.pop();
        lock.unlock();
        room_or_end
            .notify_one();  // there is room as soon as the task begins, not when it has ended
        task();
      }
      lock.lock();
    }
  }
};

BoundedPool::BoundedPool(int threads, int capacity) {
  if (threads < 1) throw std::invalid_argument("a BoundedPool needs at least one thread");
  if (capacity < 1) throw std::invalid_argument("a BoundedPool needs room for at least one task");
  state_ = std::make_unique<State>(static_cast<std::size_t>(capacity));
  for (int i = 0; i < threads; ++i) {
    state_->threads.emplace_back([state = state_.get()] { state->work(); });
  }
}

BoundedPool::~BoundedPool() = default;  // closes, and joins

std::future<int> BoundedPool::submit(std::function<int()> task) {
  Task packaged = package(std::move(task));
  std::unique_lock lock(state_->mutex);
  state_->room_or_end.wait(lock, [this] { return state_->closed || !state_->is_full(); });
  state_->expect_open();  // after the wait: it may have ended for this very reason
  return state_->accept(packaged);
}

std::optional<std::future<int>> BoundedPool::try_submit(std::function<int()> task) {
  Task packaged = package(std::move(task));
  const std::scoped_lock lock(state_->mutex);
  state_->expect_open();
  if (state_->is_full()) return std::nullopt;
  return state_->accept(packaged);
}

void BoundedPool::close() { state_->close(); }
