// Wrong: transfers hold a shared mutex together, so that balances sees no half ones; but they do
// not keep each other from the same account.
// Rejected by: race-free (wrong result, too many at once, data race), correct (wrong result, too
// many at once)
#include "transfer.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>
#include <mutex>
#include <numeric>
#include <shared_mutex>
#include <stdexcept>
#include <utility>

namespace {

struct Account {
  std::atomic<int> balance = 0;
};

}  // namespace

struct Bank::State {
  std::shared_mutex transfers;
  std::vector<Account> accounts;
  Approve approve;

  State(std::size_t count, Approve to_ask) : accounts(count), approve(std::move(to_ask)) {}
};

Bank::Bank(const std::vector<int>& balances, Approve approve)
    : state_(std::make_unique<State>(balances.size(), std::move(approve))) {
  if (std::any_of(balances.begin(), balances.end(), [](int balance) { return balance < 0; })) {
    throw std::invalid_argument("an account cannot open with a debt");
  }
  if (std::accumulate(balances.begin(), balances.end(), std::int64_t{0}) >
      std::numeric_limits<int>::max()) {
    throw std::invalid_argument("so much money does not fit into one account");
  }
  for (std::size_t i = 0; i < balances.size(); ++i) state_->accounts[i].balance = balances[i];
}

Bank::~Bank() = default;

bool Bank::transfer(std::size_t from, std::size_t to, int amount) {
  Account& source = state_->accounts.at(from);
  Account& target = state_->accounts.at(to);
  if (amount <= 0) throw std::invalid_argument("an amount must be positive");
  const std::shared_lock lock(state_->transfers);
  if (source.balance < amount || !state_->approve(from, to, amount)) return false;
  source.balance -= amount;
  target.balance += amount;
  return true;
}

std::vector<int> Bank::balances() const {
  const std::unique_lock lock(state_->transfers);
  std::vector<int> found;
  for (const Account& account : state_->accounts) found.push_back(account.balance);
  return found;
}
