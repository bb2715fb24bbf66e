// Right: an atomic number of stages, waited for with std::atomic::wait.
#include "overlap_with_futures.hpp"

#include <atomic>
#include <exception>
#include <future>
#include <thread>

struct Ahead::State {
  std::atomic<int> done = 0;
  int value = 0;
  std::exception_ptr failure;
  std::jthread thread;  // last: it is joined before the others go
};

Ahead::Ahead(std::function<int()> compute) : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.thread = std::jthread([&state, compute = std::move(compute)] {
    try {
      state.value = compute();
    } catch (...) {
      state.failure = std::current_exception();
    }
    state.done = 1;
    state.done.notify_all();
  });
}

Ahead::~Ahead() = default;

bool Ahead::ready() const { return state_->done != 0; }

int Ahead::get() const {
  state_->done.wait(0);
  if (state_->failure) std::rethrow_exception(state_->failure);
  return state_->value;
}

int sum_ahead(const std::vector<std::function<int()>>& jobs,
              const std::function<void()>& meanwhile) {
  std::vector<std::packaged_task<int()>> tasks(jobs.begin(), jobs.end());
  {
    std::vector<std::jthread> threads;
    for (auto& task : tasks) threads.emplace_back([&task] { task(); });
    meanwhile();
  }
  int sum = 0;
  for (auto& task : tasks) sum += task.get_future().get();
  return sum;
}
