// Wrong: get waits with the mutex held, and ready waits for the mutex.
// Rejected by: race-free (serial, deadlock), correct (serial, hang, deadlock)
#include "overlap_with_futures.hpp"

#include <chrono>
#include <exception>
#include <future>
#include <mutex>
#include <utility>

struct Ahead::State {
  std::mutex mutex;
  std::future<int> result;     // guarded by mutex
  int value = 0;               // guarded by mutex
  std::exception_ptr failure;  // guarded by mutex
};

Ahead::Ahead(std::function<int()> compute) : state_(std::make_unique<State>()) {
  state_->result = std::async(std::launch::async, std::move(compute));
}

Ahead::~Ahead() = default;

bool Ahead::ready() const {
  const std::scoped_lock lock(state_->mutex);
  return !state_->result.valid() ||
         state_->result.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

int Ahead::get() const {
  const std::scoped_lock lock(state_->mutex);
  if (state_->result.valid()) {
    try {
      state_->value = state_->result.get();
    } catch (...) {
      state_->failure = std::current_exception();
    }
  }
  if (state_->failure) std::rethrow_exception(state_->failure);
  return state_->value;
}

int sum_ahead(const std::vector<std::function<int()>>& jobs,
              const std::function<void()>& meanwhile) {
  std::vector<std::future<int>> results;
  results.reserve(jobs.size());
  for (const std::function<int()>& job : jobs) {
    results.push_back(std::async(std::launch::async, std::cref(job)));
  }
  meanwhile();
  int sum = 0;
  for (std::future<int>& result : results) sum += result.get();
  return sum;
}
