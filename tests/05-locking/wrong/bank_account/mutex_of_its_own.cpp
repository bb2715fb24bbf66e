// Wrong: every call makes a mutex of its own, which nobody else ever locks.
// Rejected by: race-free (data race), correct (wrong result)
#include "bank_account.hpp"

#include <limits>
#include <mutex>
#include <utility>

struct BankAccount::State {
  int balance = 0;
  bool closed = false;

  void require_open() const {
    if (closed) throw AccountClosed();
  }
};

namespace {

void require_positive(int amount) {
  if (amount <= 0) throw std::invalid_argument("an amount must be positive");
}

}  // namespace

BankAccount::BankAccount(int opening) : state_(std::make_unique<State>()) {
  if (opening < 0) throw std::invalid_argument("an account cannot open with a debt");
  state_->balance = opening;
}

BankAccount::~BankAccount() = default;

void BankAccount::deposit(int amount) {
  require_positive(amount);
  std::mutex mutex;
  const std::scoped_lock lock(mutex);
  state_->require_open();
  if (amount > std::numeric_limits<int>::max() - state_->balance) {
    throw std::overflow_error("the account cannot hold so much");
  }
  state_->balance += amount;
}

bool BankAccount::withdraw(int amount) {
  require_positive(amount);
  std::mutex mutex;
  const std::scoped_lock lock(mutex);
  state_->require_open();
  if (state_->balance < amount) return false;
  state_->balance -= amount;
  return true;
}

int BankAccount::balance() const {
  std::mutex mutex;
  const std::scoped_lock lock(mutex);
  state_->require_open();
  return state_->balance;
}

int BankAccount::close() {
  std::mutex mutex;
  const std::scoped_lock lock(mutex);
  state_->require_open();
  state_->closed = true;
  return std::exchange(state_->balance, 0);
}
