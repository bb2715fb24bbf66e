// Right: no future at all: a value, an exception and a flag behind a mutex.
#include "overlap_with_futures.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

struct Ahead::State {
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  int value = 0;
  std::exception_ptr failure;
  std::thread thread;

  void run(const std::function<int()>& compute) {
    int found = 0;
    std::exception_ptr thrown;
    try {
      found = compute();
    } catch (...) {
      thrown = std::current_exception();
    }
    const std::lock_guard lock(mutex);
    value = found;
    failure = thrown;
    done = true;
    changed.notify_all();
  }
};

Ahead::Ahead(std::function<int()> compute) : state_(new State) {
  state_->thread = std::thread([state = state_.get(), compute] { state->run(compute); });
}

Ahead::~Ahead() { state_->thread.join(); }

bool Ahead::ready() const {
  const std::lock_guard lock(state_->mutex);
  return state_->done;
}

int Ahead::get() const {
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [this] { return state_->done; });
  if (state_->failure) std::rethrow_exception(state_->failure);
  return state_->value;
}

int sum_ahead(const std::vector<std::function<int()>>& jobs,
              const std::function<void()>& meanwhile) {
  std::vector<int> results(jobs.size());
  std::vector<std::exception_ptr> failures(jobs.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      threads.emplace_back([&, i] {
        try {
          results[i] = jobs[i]();
        } catch (...) {
          failures[i] = std::current_exception();
        }
      });
    }
    meanwhile();
  }
  int sum = 0;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (failures[i]) std::rethrow_exception(failures[i]);
    sum += results[i];
  }
  return sum;
}
