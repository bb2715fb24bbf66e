// Wrong: the queue has room for 16 tasks, and submit waits while it is full.
// Rejected by: concurrent (lost wake-up, deadlock)
#include "thread_pool.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <queue>
#include <stdexcept>
#include <thread>
#include <utility>

namespace {

using Task = std::packaged_task<int()>;  // keeps what the function returns or throws

}  // namespace

struct ThreadPool::State {
  std::mutex mutex;
  std::condition_variable task_or_end;
  std::condition_variable room_or_end;
  std::queue<Task> tasks;  // guarded by mutex
  bool closed = false;     // guarded by mutex
  // Last, so that all of the above outlives the threads.
  std::vector<std::jthread> threads;

  // Before the members are destroyed, and `threads` joined: also if a start in the constructor of
  // the pool has failed.
  ~State() { close(); }

  void close() {
    {
      // With the lock, although it is one write: else it could come after a thread has looked and
      // before that thread waits, and nobody would wake it any more.
      const std::scoped_lock lock(mutex);
      closed = true;
    }
    task_or_end.notify_all();
    room_or_end.notify_all();
  }

  void work() {
    std::unique_lock lock(mutex);
    while (true) {
      task_or_end.wait(lock, [this] { return closed || !tasks.empty(); });
      if (tasks.empty()) return;  // closed, and all that was accepted has been taken
      {
        Task task = std::move(tasks.front());
        tasks.pop();
        // Tasks run side by side, and may submit.
        lock.unlock();
        room_or_end.notify_one();
        task();
      }
      lock.lock();
    }
  }
};

ThreadPool::ThreadPool(int threads) {
  if (threads < 1) throw std::invalid_argument("a ThreadPool needs at least one thread");
  state_ = std::make_unique<State>();
  for (int i = 0; i < threads; ++i) {
    state_->threads.emplace_back([state = state_.get()] { state->work(); });
  }
}

ThreadPool::~ThreadPool() { shutdown(); }

std::future<int> ThreadPool::submit(std::function<int()> task) {
  if (!task) throw std::invalid_argument("ThreadPool::submit: the task is empty");
  Task packaged(std::move(task));
  std::future<int> result = packaged.get_future();
  {
    // Whether the pool is closed is asked where the task is added: in one critical section, so that
    // no thread can see "closed and empty" in between, and leave.
    constexpr std::size_t kRoom = 16;
    std::unique_lock lock(state_->mutex);
    state_->room_or_end.wait(lock,
                             [this] { return state_->closed || state_->tasks.size() < kRoom; });
    if (state_->closed) throw std::runtime_error("ThreadPool::submit after shutdown");
    state_->tasks.push(std::move(packaged));
  }
  state_->task_or_end.notify_one();
  return result;
}

std::vector<int> ThreadPool::map(const std::vector<int>& items,
                                 const std::function<int(int item)>& f) {
  if (!f) throw std::invalid_argument("ThreadPool::map: the function is empty");
  std::vector<std::future<int>> calls;
  std::exception_ptr error;
  try {
    for (const int item : items) calls.push_back(submit([&f, item] { return f(item); }));
  } catch (...) {
    error = std::current_exception();
  }
  // First wait for all: to leave by the first exception would leave calls behind that still use f.
  // The last one first, since it ends last: else this thread would be woken for each.
  std::for_each(calls.rbegin(), calls.rend(), [](const auto& call) { call.wait(); });
  if (error) std::rethrow_exception(error);
  std::vector<int> results;
  for (std::future<int>& call : calls) results.push_back(call.get());
  return results;
}

void ThreadPool::shutdown() {
  state_->close();
  state_->threads.clear();  // joins
}
