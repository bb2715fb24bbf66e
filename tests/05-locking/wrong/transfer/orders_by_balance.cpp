// Wrong: locks the poorer account first. Balances change: two threads may see different orders.
// Rejected by: race-free (deadlock), correct (hang)
#include "transfer.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace {

struct Account {
  std::mutex mutex;
  std::atomic<int> balance = 0;
};

}  // namespace

struct Bank::State {
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
  Account* first = &source;
  Account* second = &target;
  if (second->balance < first->balance) std::swap(first, second);
  const std::scoped_lock poorer(first->mutex);
  std::unique_lock<std::mutex> richer;
  if (from != to) richer = std::unique_lock(second->mutex);
  if (source.balance < amount || !state_->approve(from, to, amount)) return false;
  source.balance -= amount;
  target.balance += amount;
  return true;
}

std::vector<int> Bank::balances() const {
  std::vector<std::unique_lock<std::mutex>> locks;
  for (Account& account : state_->accounts) locks.emplace_back(account.mutex);
  std::vector<int> found;
  for (const Account& account : state_->accounts) found.push_back(account.balance);
  return found;
}
