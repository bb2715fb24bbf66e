// Wrong: catches std::exception and what is derived from it: anything else ends the program.
// Rejected by: correct (crash), race-free (crash)
#include "overlap_with_futures.hpp"

#include <chrono>
#include <exception>
#include <functional>
#include <future>
#include <thread>
#include <utility>

struct Ahead::State {
  std::promise<int> promise;
  std::shared_future<int> result = promise.get_future().share();
  std::function<int()> compute;
  std::jthread thread;
};

Ahead::Ahead(std::function<int()> compute) : state_(std::make_unique<State>()) {
  state_->compute = std::move(compute);
  state_->thread = std::jthread([state = state_.get()] {
    try {
      state->promise.set_value(state->compute());
    } catch (const std::exception&) {
      state->promise.set_exception(std::current_exception());
    }
  });
}

Ahead::~Ahead() = default;

bool Ahead::ready() const {
  return state_->result.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

int Ahead::get() const { return state_->result.get(); }

int sum_ahead(const std::vector<std::function<int()>>& jobs,
              const std::function<void()>& meanwhile) {
  std::vector<std::unique_ptr<Ahead>> results;
  for (const auto& job : jobs) results.push_back(std::make_unique<Ahead>(job));
  meanwhile();
  int sum = 0;
  for (const auto& result : results) sum += result->get();
  return sum;
}
