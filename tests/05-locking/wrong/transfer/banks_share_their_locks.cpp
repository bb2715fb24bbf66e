// Wrong: all banks share one table of mutexes, one for each account number: an approve that uses
// another bank waits for itself.
// Rejected by: race-free (deadlock), correct (hang)
#include "transfer.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace {

std::array<std::mutex, 1000> locks;  // lock i is for account i, modulo their number

}  // namespace

struct Bank::State {
  std::vector<int> balances;
  Approve approve;
};

Bank::Bank(const std::vector<int>& balances, Approve approve)
    : state_(std::make_unique<State>(State{balances, std::move(approve)})) {
  if (std::any_of(balances.begin(), balances.end(), [](int balance) { return balance < 0; })) {
    throw std::invalid_argument("an account cannot open with a debt");
  }
  if (std::accumulate(balances.begin(), balances.end(), std::int64_t{0}) >
      std::numeric_limits<int>::max()) {
    throw std::invalid_argument("so much money does not fit into one account");
  }
}

Bank::~Bank() = default;

bool Bank::transfer(std::size_t from, std::size_t to, int amount) {
  int& source = state_->balances.at(from);
  int& target = state_->balances.at(to);
  if (amount <= 0) throw std::invalid_argument("an amount must be positive");
  const std::size_t one = from % locks.size();
  const std::size_t other = to % locks.size();
  const std::scoped_lock lower(locks[std::min(one, other)]);
  std::unique_lock<std::mutex> higher;
  if (one != other) higher = std::unique_lock(locks[std::max(one, other)]);
  if (source < amount || !state_->approve(from, to, amount)) return false;
  source -= amount;
  target += amount;
  return true;
}

std::vector<int> Bank::balances() const {
  std::vector<std::unique_lock<std::mutex>> held;
  const std::size_t count = std::min(state_->balances.size(), locks.size());
  for (std::size_t i = 0; i < count; ++i) held.emplace_back(locks[i]);
  return state_->balances;
}
