#include "overlap_with_futures.hpp"

#include <chrono>
#include <functional>
#include <future>
#include <utility>

struct Ahead::State {
  // A std::future gives its result away once; a shared one keeps it, for any number of threads. The
  // last one that comes from std::async waits for the end when it is destroyed.
  std::shared_future<int> result;
};

// Without std::launch::async the library may choose to compute nothing until somebody asks.
Ahead::Ahead(std::function<int()> compute)
    : state_(new State{std::async(std::launch::async, std::move(compute)).share()}) {}

Ahead::~Ahead() = default;

bool Ahead::ready() const {
  return state_->result.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

int Ahead::get() const { return state_->result.get(); }

int sum_ahead(const std::vector<std::function<int()>>& jobs,
              const std::function<void()>& meanwhile) {
  // The futures are kept: one that nobody keeps is destroyed at once, and waits before the next job
  // begins. Whatever is thrown from here on, their destructors wait for all jobs.
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
