// Right: std::scoped_lock takes both mutexes in whichever order it gets them, and never waits for
// one while it holds the other. balances does the same with all.
#include <algorithm>
#include <cstdint>
#include <deque>
#include <limits>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "transfer.hpp"

namespace {

struct Account {
  std::mutex mutex;
  int balance = 0;  // guarded by mutex
};

}  // namespace

struct Bank::State {
  std::deque<Account> accounts;
  Approve approve;

  bool move(Account& source, Account& target, std::size_t from, std::size_t to, int amount) const {
    if (source.balance < amount || !approve(from, to, amount)) return false;
    source.balance -= amount;
    target.balance += amount;
    return true;
  }
};

Bank::Bank(const std::vector<int>& balances, Approve approve) : state_(std::make_unique<State>()) {
  if (std::any_of(balances.begin(), balances.end(), [](int balance) { return balance < 0; }) ||
      std::accumulate(balances.begin(), balances.end(), std::int64_t{0}) >
          std::numeric_limits<int>::max()) {
    throw std::invalid_argument("no such balances");
  }
  for (const int balance : balances) state_->accounts.emplace_back().balance = balance;
  state_->approve = std::move(approve);
}

Bank::~Bank() = default;

bool Bank::transfer(std::size_t from, std::size_t to, int amount) {
  Account& source = state_->accounts.at(from);
  Account& target = state_->accounts.at(to);
  if (amount <= 0) throw std::invalid_argument("an amount must be positive");
  if (from == to) {
    const std::scoped_lock lock(source.mutex);
    return state_->move(source, target, from, to, amount);
  }
  const std::scoped_lock lock(source.mutex, target.mutex);
  return state_->move(source, target, from, to, amount);
}

std::vector<int> Bank::balances() const {
  std::vector<int> found;
  std::vector<std::unique_lock<std::mutex>> locks;
  while (locks.size() < state_->accounts.size()) {
    Account& account = state_->accounts[locks.size()];
    std::unique_lock<std::mutex> lock(account.mutex, std::defer_lock);
    if (locks.empty()) {
      lock.lock();
    } else if (!lock.try_lock()) {  // not while it waits: let go, and begin again after it
      locks.clear();
      found.clear();
      lock.lock();
      continue;
    }
    locks.push_back(std::move(lock));
    found.push_back(account.balance);
  }
  return found;
}
