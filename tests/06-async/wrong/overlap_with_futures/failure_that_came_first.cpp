// Wrong: keeps the first exception in time, not in the order of the jobs.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "overlap_with_futures.hpp"

#include <chrono>
#include <exception>
#include <functional>
#include <future>
#include <mutex>
#include <utility>

struct Ahead::State {
  std::shared_future<int> result;
};

Ahead::Ahead(std::function<int()> compute)
    : state_(new State{std::async(std::launch::async, std::move(compute)).share()}) {}

Ahead::~Ahead() = default;

bool Ahead::ready() const {
  return state_->result.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

int Ahead::get() const { return state_->result.get(); }

int sum_ahead(const std::vector<std::function<int()>>& jobs,
              const std::function<void()>& meanwhile) {
  std::mutex mutex;
  std::exception_ptr first;
  std::vector<std::future<int>> results;
  results.reserve(jobs.size());
  for (const std::function<int()>& job : jobs) {
    results.push_back(std::async(std::launch::async, [&] {
      try {
        return job();
      } catch (...) {
        const std::scoped_lock lock(mutex);
        if (!first) first = std::current_exception();
        return 0;
      }
    }));
  }
  meanwhile();
  int sum = 0;
  for (std::future<int>& result : results) sum += result.get();
  if (first) std::rethrow_exception(first);
  return sum;
}
