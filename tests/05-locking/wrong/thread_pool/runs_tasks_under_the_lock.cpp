// Wrong: keeps the lock while a task runs. Tasks take turns, and one that submits waits for itself.
// Rejected by: correct (hang), race-free (deadlock), concurrent (serial, too few at once, deadlock)
#include "thread_pool.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <queue>
#include <stdexcept>
#include <thread>
#include <utility>

struct ThreadPool::State {
  std::mutex mutex;
  std::condition_variable task_or_end;
  std::queue<std::packaged_task<int()>> tasks;
  bool closed = false;
  std::vector<std::jthread> threads;

  ~State() { close(); }

  void close() {
    {
      const std::scoped_lock lock(mutex);
      closed = true;
    }
    task_or_end.notify_all();
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
        task();
      }
    }
  }
};

ThreadPool::ThreadPool(int threads) {
  if (threads < 1) throw std::invalid_argument("too few threads");
  state_ = std::make_unique<State>();
  for (int i = 0; i < threads; ++i) {
    state_->threads.emplace_back([state = state_.get()] { state->work(); });
  }
}

ThreadPool::~ThreadPool() { shutdown(); }

std::future<int> ThreadPool::submit(std::function<int()> task) {
  if (!task) throw std::invalid_argument("empty task");
  std::packaged_task<int()> packaged(std::move(task));
  std::future<int> result = packaged.get_future();
  {
    const std::scoped_lock lock(state_->mutex);
    if (state_->closed) throw std::runtime_error("submit after shutdown");
    state_->tasks.push(std::move(packaged));
  }
  state_->task_or_end.notify_one();
  return result;
}

std::vector<int> ThreadPool::map(const std::vector<int>& items,
                                 const std::function<int(int item)>& f) {
  if (!f) throw std::invalid_argument("empty function");
  std::vector<std::future<int>> calls;
  std::exception_ptr error;
  try {
    for (const int item : items) calls.push_back(submit([&f, item] { return f(item); }));
  } catch (...) {
    error = std::current_exception();
  }
  for (const std::future<int>& call : calls) call.wait();
  if (error) std::rethrow_exception(error);
  std::vector<int> results;
  for (std::future<int>& call : calls) results.push_back(call.get());
  return results;
}

void ThreadPool::shutdown() {
  state_->close();
  state_->threads.clear();
}
