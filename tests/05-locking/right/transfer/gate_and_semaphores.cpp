// Right: a semaphore for each account, taken from the highest number down; and a shared mutex:
// transfers pass it together, balances alone.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <mutex>
#include <numeric>
#include <semaphore>
#include <shared_mutex>
#include <stdexcept>
#include <utility>

#include "transfer.hpp"

namespace {

class Account {
 public:
  void lock() { free_.acquire(); }
  void unlock() { free_.release(); }

  int balance = 0;  // guarded by the account

 private:
  std::binary_semaphore free_{1};
};

}  // namespace

struct Bank::State {
  std::shared_mutex gate;
  std::vector<Account> accounts;
  Approve approve;

  State(std::size_t count, Approve to_ask) : accounts(count), approve(std::move(to_ask)) {}
};

Bank::Bank(const std::vector<int>& balances, Approve approve) {
  std::int64_t sum = 0;
  for (const int balance : balances) {
    sum += balance;
    if (balance < 0 || sum > std::numeric_limits<int>::max()) {
      throw std::invalid_argument("no such balances");
    }
  }
  state_ = std::make_unique<State>(balances.size(), std::move(approve));
  for (std::size_t i = 0; i < balances.size(); ++i) state_->accounts[i].balance = balances[i];
}

Bank::~Bank() = default;

bool Bank::transfer(std::size_t from, std::size_t to, int amount) {
  Account& source = state_->accounts.at(from);
  Account& target = state_->accounts.at(to);
  if (amount <= 0) throw std::invalid_argument("an amount must be positive");
  const std::shared_lock pass(state_->gate);
  const std::unique_lock first(from < to ? target : source);
  std::unique_lock second(from < to ? source : target, std::defer_lock);
  if (from != to) second.lock();
  if (source.balance < amount || !state_->approve(from, to, amount)) return false;
  source.balance -= amount;
  target.balance += amount;
  return true;
}

std::vector<int> Bank::balances() const {
  const std::unique_lock alone(state_->gate);
  std::vector<int> found;
  for (const Account& account : state_->accounts) found.push_back(account.balance);
  return found;
}
