// Right: idle threads stand in line, each with a condition variable of its own, and a task is
// handed to the first of them.
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
  struct Idle {
    std::condition_variable called;
    bool go = false;
    std::packaged_task<int()> task;  // not valid: the pool has closed
  };
  std::queue<Idle*> line;
  std::queue<std::packaged_task<int()>> tasks;  // empty unless the line is
  bool closed = false;
  std::vector<std::jthread> threads;

  ~State() { close(); }

  void close() {
    const std::scoped_lock lock(mutex);
    closed = true;
    for (; !line.empty(); line.pop()) {
      line.front()->go = true;
      line.front()->called.notify_one();
    }
  }

  void work() {
    while (true) {
      std::packaged_task<int()> task;
      {
        std::unique_lock lock(mutex);
        if (!tasks.empty()) {
          task = std::move(tasks.front());
          tasks.pop();
        } else if (closed) {
          return;
        } else {
          Idle idle;
          line.push(&idle);
          idle.called.wait(lock, [&] { return idle.go; });
          if (!idle.task.valid()) return;
          task = std::move(idle.task);
        }
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
    if (state_->line.empty()) {
      state_->tasks.push(std::move(packaged));
    } else {
      State::Idle& idle = *state_->line.front();
      state_->line.pop();
      idle.task = std::move(packaged);
      idle.go = true;
      idle.called.notify_one();  // under the lock: `idle` ends when its thread has woken
    }
  }
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
