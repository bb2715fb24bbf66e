// Right: a std::promise that a std::jthread fulfils.
#include "overlap_with_futures.hpp"

#include <chrono>
#include <exception>
#include <future>
#include <thread>

namespace {

void fulfil(std::promise<int>& promise, const std::function<int()>& compute) {
  try {
    promise.set_value(compute());
  } catch (...) {
    promise.set_exception(std::current_exception());
  }
}

}  // namespace

struct Ahead::State {
  std::promise<int> promise;
  std::shared_future<int> future = promise.get_future().share();
  std::function<int()> compute;
  std::jthread thread;
};

Ahead::Ahead(std::function<int()> compute) : state_(std::make_unique<State>()) {
  state_->compute = std::move(compute);
  state_->thread = std::jthread([state = state_.get()] { fulfil(state->promise, state->compute); });
}

Ahead::~Ahead() = default;

bool Ahead::ready() const {
  return state_->future.wait_for(std::chrono::nanoseconds(0)) != std::future_status::timeout;
}

int Ahead::get() const { return state_->future.get(); }

int sum_ahead(const std::vector<std::function<int()>>& jobs,
              const std::function<void()>& meanwhile) {
  std::vector<std::unique_ptr<Ahead>> results;
  for (const auto& job : jobs) results.push_back(std::make_unique<Ahead>(job));
  meanwhile();
  int sum = 0;
  for (const auto& result : results) sum += result->get();
  return sum;
}
