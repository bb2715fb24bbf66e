// Wrong: starts each job for its side effect and keeps no future: each is destroyed at once, and
// waits.
// Rejected by: concurrent (serial), correct (wrong result, serial), race-free (wrong result,
// serial)
#include "overlap_with_futures.hpp"

#include <chrono>
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
  std::vector<int> results(jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    std::async(std::launch::async, [&, i] { results[i] = jobs[i](); }).wait();
  }
  meanwhile();
  int sum = 0;
  for (const int result : results) sum += result;
  return sum;
}
