// Wrong: a mutex of the whole program lets one object compute at a time.
// Rejected by: concurrent (serial, deadlock)
#include "overlap_with_futures.hpp"

#include <condition_variable>
#include <exception>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

namespace {

std::mutex computing;  // compute may use what is not thread-safe

}  // namespace

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
    {
      const std::lock_guard one(computing);
      try {
        found = compute();
      } catch (...) {
        thrown = std::current_exception();
      }
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
