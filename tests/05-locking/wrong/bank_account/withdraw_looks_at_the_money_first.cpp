// Wrong: withdraw looks whether there is enough before it looks whether the account is closed.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "bank_account.hpp"

#include <limits>
#include <mutex>

struct BankAccount::State {
  std::mutex mutex;
  int balance = 0;      // guarded by mutex
  bool closed = false;  // guarded by mutex

  std::unique_lock<std::mutex> lock_open() {
    std::unique_lock lock(mutex);
    if (closed) throw AccountClosed();
    return lock;
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
  const auto lock = state_->lock_open();
  if (state_->balance > std::numeric_limits<int>::max() - amount) {
    throw std::overflow_error("the account cannot hold so much");
  }
  state_->balance += amount;
}

bool BankAccount::withdraw(int amount) {
  require_positive(amount);
  const std::scoped_lock lock(state_->mutex);
  if (state_->balance < amount) return false;
  if (state_->closed) throw AccountClosed();
  state_->balance -= amount;
  return true;
}

int BankAccount::balance() const {
  const auto lock = state_->lock_open();
  return state_->balance;
}

int BankAccount::close() {
  const auto lock = state_->lock_open();
  state_->closed = true;
  return state_->balance;
}
