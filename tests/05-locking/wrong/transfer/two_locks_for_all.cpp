// Wrong: accounts share two mutexes, one for even and one for odd numbers: transfers that have no
// account in common still wait for each other.
// Rejected by: concurrent (serial)
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

struct Account {
  int balance = 0;
};

}  // namespace

struct Bank::State {
  std::array<std::mutex, 2> mutexes;
  std::vector<Account> accounts;  // each guarded by one of the two
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
  const std::scoped_lock first(state_->mutexes.at(std::min(from % 2, to % 2)));
  std::unique_lock<std::mutex> second;
  if (from % 2 != to % 2) second = std::unique_lock(state_->mutexes.at(1));
  if (source.balance < amount || !state_->approve(from, to, amount)) return false;
  source.balance -= amount;
  target.balance += amount;
  return true;
}

std::vector<int> Bank::balances() const {
  const std::scoped_lock both(state_->mutexes[0], state_->mutexes[1]);
  std::vector<int> found;
  for (const Account& account : state_->accounts) found.push_back(account.balance);
  return found;
}
