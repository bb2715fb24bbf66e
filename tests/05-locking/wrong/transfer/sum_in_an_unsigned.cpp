// Wrong: adds the balances up in an unsigned, which holds twice as much as an int; three accounts
// can hold more than that.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "transfer.hpp"

#include <algorithm>
#include <limits>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace {

struct Account {
  std::mutex mutex;
  int balance = 0;  // guarded by mutex
};

}  // namespace

/// Whoever locks several accounts locks them in the order of their numbers. In a circle of threads
/// that wait for each other one would wait for a lower number than it holds: there is none.
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
  unsigned sum = 0;
  for (const int balance : balances) sum += static_cast<unsigned>(balance);
  if (sum > static_cast<unsigned>(std::numeric_limits<int>::max())) {
    throw std::invalid_argument("so much money does not fit into one account");
  }
  for (std::size_t i = 0; i < balances.size(); ++i) state_->accounts[i].balance = balances[i];
}

Bank::~Bank() = default;

bool Bank::transfer(std::size_t from, std::size_t to, int amount) {
  Account& source = state_->accounts.at(from);
  Account& target = state_->accounts.at(to);
  if (amount <= 0) throw std::invalid_argument("an amount must be positive");
  // By number, not as they are named: else of two opposite transfers each could hold the account
  // that the other waits for.
  const std::scoped_lock lower(state_->accounts[std::min(from, to)].mutex);
  // An account that transfers to itself is locked already, and a mutex cannot be locked twice.
  std::unique_lock<std::mutex> higher;
  if (from != to) higher = std::unique_lock(state_->accounts[std::max(from, to)].mutex);
  // Both locks are held from the look to the end, also while approve is asked.
  if (source.balance < amount || !state_->approve(from, to, amount)) return false;
  source.balance -= amount;
  target.balance += amount;
  return true;
}

std::vector<int> Bank::balances() const {
  // All locks at once: between two, money could move from an account that has been read to one that
  // has not.
  std::vector<std::unique_lock<std::mutex>> locks;
  for (Account& account : state_->accounts) locks.emplace_back(account.mutex);
  std::vector<int> found;
  for (const Account& account : state_->accounts) found.push_back(account.balance);
  return found;
}
