// Wrong: computes on a detached thread that fulfils a promise: whoever destroys the object does not
// wait for it.
// Rejected by: rules (forbidden construct), race-free (use after free, data race, wrong result,
// thread never joined), correct (memory error, wrong result, thread never joined), concurrent
// (thread never joined)
#include "overlap_with_futures.hpp"

#include <chrono>
#include <functional>
#include <future>
#include <thread>
#include <utility>

struct Ahead::State {
  std::shared_future<int> result;
};

Ahead::Ahead(std::function<int()> compute) : state_(new State) {
  std::packaged_task<int()> task(std::move(compute));
  state_->result = task.get_future().share();
  std::thread(std::move(task)).detach();
}

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
  meanwhile();
  int sum = 0;
  for (std::future<int>& result : results) sum += result.get();
  return sum;
}
