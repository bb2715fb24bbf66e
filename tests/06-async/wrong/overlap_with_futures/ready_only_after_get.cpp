// Wrong: says that the value is ready when somebody has got it, and not when compute has ended.
// Rejected by: race-free (wrong result)
#include "overlap_with_futures.hpp"

#include <exception>
#include <future>
#include <mutex>
#include <optional>
#include <utility>

struct Ahead::State {
  std::future<int> result;
  std::mutex asking;
  std::mutex mutex;
  std::optional<int> value;    // guarded by mutex
  std::exception_ptr failure;  // guarded by mutex

  bool known() {
    const std::scoped_lock lock(mutex);
    return value || failure;
  }

  void fetch() {
    const std::scoped_lock one(asking);  // a plain future gives its value away once
    if (known()) return;
    std::optional<int> got;
    std::exception_ptr thrown;
    try {
      got = result.get();
    } catch (...) {
      thrown = std::current_exception();
    }
    const std::scoped_lock lock(mutex);
    value = got;
    failure = thrown;
  }
};

Ahead::Ahead(std::function<int()> compute) : state_(std::make_unique<State>()) {
  state_->result = std::async(std::launch::async, std::move(compute));
}

Ahead::~Ahead() = default;

bool Ahead::ready() const { return state_->known(); }

int Ahead::get() const {
  state_->fetch();
  const std::scoped_lock lock(state_->mutex);
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
