// Wrong: sets a plain flag at the end of compute, which ready reads without any order between the
// two.
// Rejected by: race-free (data race, wrong result), correct (wrong result)
#include "overlap_with_futures.hpp"

#include <chrono>
#include <functional>
#include <future>
#include <utility>

struct Ahead::State {
  bool done = false;
  std::shared_future<int> result;
};

Ahead::Ahead(std::function<int()> compute) : state_(new State) {
  state_->result = std::async(std::launch::async, [state = state_.get(), compute] {
                     struct Done {
                       bool& done;
                       ~Done() { done = true; }
                     } done{state->done};
                     return compute();
                   }).share();
}

Ahead::~Ahead() = default;

bool Ahead::ready() const { return state_->done; }

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
