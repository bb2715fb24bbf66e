// Wrong: locks by hand, and unlocks after a std::exception only, when approve may throw anything.
// Rejected by: correct (hang), race-free (deadlock)
#include "transfer.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace {

struct Account {
  std::mutex mutex;
  int balance = 0;  // guarded by mutex
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
  std::mutex& lower = state_->accounts[std::min(from, to)].mutex;
  std::mutex& higher = state_->accounts[std::max(from, to)].mutex;
  lower.lock();
  if (from != to) higher.lock();
  const auto unlock = [&] {
    if (from != to) higher.unlock();
    lower.unlock();
  };
  bool moves = false;
  try {
    moves = source.balance >= amount && state_->approve(from, to, amount);
  } catch (const std::exception&) {
    unlock();
    throw;
  }
  if (moves) {
    source.balance -= amount;
    target.balance += amount;
  }
  unlock();
  return moves;
}

std::vector<int> Bank::balances() const {
  std::vector<std::unique_lock<std::mutex>> locks;
  for (Account& account : state_->accounts) locks.emplace_back(account.mutex);
  std::vector<int> found;
  for (const Account& account : state_->accounts) found.push_back(account.balance);
  return found;
}
