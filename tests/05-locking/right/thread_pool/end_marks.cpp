// Right: shutdown puts an empty task for each thread behind all others; map fills slots of its own.
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
  std::condition_variable has_tasks;
  std::queue<std::packaged_task<int()>> tasks;
  bool closed = false;
  std::vector<std::jthread> threads;

  ~State() { close(); }

  void close() {
    const std::scoped_lock lock(mutex);
    if (std::exchange(closed, true)) return;
    for (std::size_t i = 0; i < threads.size(); ++i) tasks.emplace();
    has_tasks.notify_all();
  }

  void work() {
    while (true) {
      std::packaged_task<int()> task;
      {
        std::unique_lock lock(mutex);
        has_tasks.wait(lock, [this] { return !tasks.empty(); });
        task = std::move(tasks.front());
        tasks.pop();
      }
      if (!task.valid()) return;
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
    state_->has_tasks.notify_one();
  }
  return result;
}

std::vector<int> ThreadPool::map(const std::vector<int>& items,
                                 const std::function<int(int item)>& f) {
  if (!f) throw std::invalid_argument("empty function");
  std::mutex mutex;
  std::condition_variable has_ended;
  std::size_t ended = 0;
  std::size_t accepted = 0;
  std::vector<int> results(items.size());
  std::vector<std::exception_ptr> errors(items.size() + 1);  // the last is of submit
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto call = [&, i] {
      try {
        results[i] = f(items[i]);
      } catch (...) {
        errors[i] = std::current_exception();
      }
      const std::scoped_lock lock(mutex);
      ++ended;
      has_ended.notify_one();
      return 0;
    };
    try {
      submit(call);
      ++accepted;
    } catch (...) {
      errors.back() = std::current_exception();
      break;
    }
  }
  {
    std::unique_lock lock(mutex);
    has_ended.wait(lock, [&] { return ended == accepted; });
  }
  if (errors.back()) std::rethrow_exception(errors.back());
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  return results;
}

void ThreadPool::shutdown() {
  state_->close();
  state_->threads.clear();
}
