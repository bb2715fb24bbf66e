// Wrong: remembers the value of a plain future itself, and forgets that two threads may ask.
// Rejected by: race-free (data race, wrong result, crash, use after free), correct (wrong result,
// crash, memory error)
#include "overlap_with_futures.hpp"

#include <chrono>
#include <exception>
#include <functional>
#include <future>
#include <optional>
#include <utility>

struct Ahead::State {
  std::future<int> result;
  std::optional<int> value;
  std::exception_ptr failure;
};

Ahead::Ahead(std::function<int()> compute)
    : state_(new State{std::async(std::launch::async, std::move(compute)), {}, {}}) {}

Ahead::~Ahead() = default;

bool Ahead::ready() const {
  if (state_->value || state_->failure) return true;
  return state_->result.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

int Ahead::get() const {
  if (!state_->value && !state_->failure) {
    try {
      state_->value = state_->result.get();
    } catch (...) {
      state_->failure = std::current_exception();
    }
  }
  if (state_->failure) std::rethrow_exception(state_->failure);
  return *state_->value;
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
