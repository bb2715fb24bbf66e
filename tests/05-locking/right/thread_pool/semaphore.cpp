// Right: a semaphore counts the tasks, and one more for each thread at the end.
#include "thread_pool.hpp"

#include <exception>
#include <mutex>
#include <queue>
#include <semaphore>
#include <stdexcept>
#include <thread>
#include <utility>

struct ThreadPool::State {
  std::mutex mutex;
  std::counting_semaphore<> tasks_and_ends{0};
  std::queue<std::packaged_task<int()>> tasks;
  bool closed = false;
  std::vector<std::jthread> threads;

  ~State() { close(); }

  void close() {
    const std::scoped_lock lock(mutex);
    if (std::exchange(closed, true)) return;
    tasks_and_ends.release(static_cast<std::ptrdiff_t>(threads.size()));
  }

  void work() {
    while (true) {
      std::packaged_task<int()> task;
      tasks_and_ends.acquire();
      {
        const std::scoped_lock lock(mutex);
        if (tasks.empty()) return;
        task = std::move(tasks.front());
        tasks.pop();
      }
      task();
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
  state_->tasks_and_ends.release();
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
