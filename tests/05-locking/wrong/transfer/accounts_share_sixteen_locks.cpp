// Wrong: accounts share sixteen mutexes, by their number modulo sixteen: transfers that have no
// account in common still wait for each other.
// Rejected by: concurrent (serial)
#include "transfer.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace {

constexpr std::size_t kMostLocks = 16;

}  // namespace

struct Bank::State {
  std::vector<int> balances;
  std::vector<std::mutex> locks;
  Approve approve;

  State(const std::vector<int>& opening, Approve to_ask)
      : balances(opening),
        locks(std::min(opening.size(), kMostLocks)),
        approve(std::move(to_ask)) {}
};

Bank::Bank(const std::vector<int>& balances, Approve approve)
    : state_(std::make_unique<State>(balances, std::move(approve))) {
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
  const std::size_t one = from % state_->locks.size();
  const std::size_t other = to % state_->locks.size();
  const std::scoped_lock lower(state_->locks[std::min(one, other)]);
  std::unique_lock<std::mutex> higher;
  if (one != other) higher = std::unique_lock(state_->locks[std::max(one, other)]);
  if (source < amount || !state_->approve(from, to, amount)) return false;
  source -= amount;
  target += amount;
  return true;
}

std::vector<int> Bank::balances() const {
  std::vector<std::unique_lock<std::mutex>> locks;
  for (std::mutex& mutex : state_->locks) locks.emplace_back(mutex);
  return state_->balances;
}
