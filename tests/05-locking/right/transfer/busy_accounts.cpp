// Right: one mutex, held only for moments: it guards which accounts are in use. A transfer waits
// until neither of its accounts is. balances waits for nobody: what is under way has not moved yet.
#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <limits>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "transfer.hpp"

struct Bank::State {
  std::mutex mutex;
  std::condition_variable some_are_free_again;
  std::vector<int> balances;  // guarded by mutex
  std::vector<char> busy;     // guarded by mutex
  Approve approve;
};

namespace {

template <typename Last>
class Finally {
 public:
  explicit Finally(Last last) : last_(std::move(last)) {}
  ~Finally() { last_(); }
  Finally(const Finally&) = delete;
  Finally& operator=(const Finally&) = delete;

 private:
  Last last_;
};

}  // namespace

Bank::Bank(const std::vector<int>& balances, Approve approve) : state_(std::make_unique<State>()) {
  if (std::any_of(balances.begin(), balances.end(), [](int balance) { return balance < 0; }) ||
      std::accumulate(balances.begin(), balances.end(), std::int64_t{0}) >
          std::numeric_limits<int>::max()) {
    throw std::invalid_argument("no such balances");
  }
  state_->balances = balances;
  state_->busy.resize(balances.size());
  state_->approve = std::move(approve);
}

Bank::~Bank() = default;

bool Bank::transfer(std::size_t from, std::size_t to, int amount) {
  State& state = *state_;
  if (std::max(from, to) >= state.busy.size()) throw std::out_of_range("no such account");
  if (amount <= 0) throw std::invalid_argument("an amount must be positive");
  std::unique_lock lock(state.mutex);
  state.some_are_free_again.wait(lock,
                                 [&] { return state.busy[from] == 0 && state.busy[to] == 0; });
  if (state.balances[from] < amount) return false;
  state.busy[from] = state.busy[to] = 1;
  const Finally leave([&] {
    if (!lock.owns_lock()) lock.lock();
    state.busy[from] = state.busy[to] = 0;
    state.some_are_free_again.notify_all();
  });
  lock.unlock();
  if (!state.approve(from, to, amount)) return false;
  lock.lock();
  state.balances[from] -= amount;
  state.balances[to] += amount;
  return true;
}

std::vector<int> Bank::balances() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->balances;
}
