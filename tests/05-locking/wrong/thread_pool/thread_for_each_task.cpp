// Wrong: starts a thread for each task, so nothing limits how many there are.
// Rejected by: correct (wrong result), race-free (wrong result, data race), concurrent (too many at
// once)
#include "thread_pool.hpp"

#include <exception>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

struct ThreadPool::State {
  std::mutex mutex;
  bool closed = false;
  std::list<std::jthread> threads;
};

ThreadPool::ThreadPool(int threads) : state_(std::make_unique<State>()) {
  if (threads < 1) throw std::invalid_argument("too few threads");
}

ThreadPool::~ThreadPool() { shutdown(); }

std::future<int> ThreadPool::submit(std::function<int()> task) {
  if (!task) throw std::invalid_argument("empty task");
  std::packaged_task<int()> packaged(std::move(task));
  std::future<int> result = packaged.get_future();
  const std::scoped_lock lock(state_->mutex);
  if (state_->closed) throw std::runtime_error("submit after shutdown");
  state_->threads.emplace_back(std::move(packaged));
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
  std::list<std::jthread> threads;
  {
    const std::scoped_lock lock(state_->mutex);
    state_->closed = true;
    threads.swap(state_->threads);
  }
}
