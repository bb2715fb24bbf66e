// Wrong: keeps what meanwhile has thrown until all jobs have ended, and lets what one of them has
// thrown out before it.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "overlap_with_futures.hpp"

#include <chrono>
#include <exception>
#include <functional>
#include <future>
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
  std::vector<std::future<int>> results;
  results.reserve(jobs.size());
  for (const std::function<int()>& job : jobs) {
    results.push_back(std::async(std::launch::async, std::cref(job)));
  }
  std::exception_ptr failure;
  try {
    meanwhile();
  } catch (...) {
    failure = std::current_exception();  // not before all jobs have ended
  }
  int sum = 0;
  for (std::future<int>& result : results) sum += result.get();
  if (failure) std::rethrow_exception(failure);
  return sum;
}
