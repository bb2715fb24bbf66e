// Wrong: deals the tasks out to a queue for each thread in turn. A task then waits behind a long
// one while another thread is free.
// Rejected by: correct (hang), race-free (deadlock, lost wake-up), concurrent (too few at once)
#include "thread_pool.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <queue>
#include <stdexcept>
#include <thread>
#include <utility>

namespace {

struct Worker {
  std::mutex mutex;
  std::condition_variable task_or_end;
  std::queue<std::packaged_task<int()>> tasks;
  bool closed = false;
  std::jthread thread{[this] { work(); }};

  ~Worker() { close(); }

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
      }
      task();
    }
  }
};

}  // namespace

struct ThreadPool::State {
  std::atomic<std::size_t> next = 0;
  std::deque<Worker> workers;
};

ThreadPool::ThreadPool(int threads) : state_(std::make_unique<State>()) {
  if (threads < 1) throw std::invalid_argument("too few threads");
  for (int i = 0; i < threads; ++i) state_->workers.emplace_back();
}

ThreadPool::~ThreadPool() { shutdown(); }

std::future<int> ThreadPool::submit(std::function<int()> task) {
  if (!task) throw std::invalid_argument("empty task");
  std::packaged_task<int()> packaged(std::move(task));
  std::future<int> result = packaged.get_future();
  Worker& worker = state_->workers[state_->next++ % state_->workers.size()];
  {
    const std::scoped_lock lock(worker.mutex);
    if (worker.closed) throw std::runtime_error("submit after shutdown");
    worker.tasks.push(std::move(packaged));
  }
  worker.task_or_end.notify_one();
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
  for (Worker& worker : state_->workers) worker.close();
  for (Worker& worker : state_->workers) {
    if (worker.thread.joinable()) worker.thread.join();
  }
}
