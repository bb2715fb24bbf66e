// Wrong: pays out under one lock and closes under the next. In between the account is open and
// empty: another closer finds it open, too, and a withdrawal finds too little.
// Rejected by: race-free (wrong result), correct (wrong result)
#include "bank_account.hpp"

#include <limits>
#include <mutex>
#include <utility>

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
  if (amount > std::numeric_limits<int>::max() - state_->balance) {
    throw std::overflow_error("the account cannot hold so much");
  }
  state_->balance += amount;
}

bool BankAccount::withdraw(int amount) {
  require_positive(amount);
  const auto lock = state_->lock_open();
  if (state_->balance < amount) return false;
  state_->balance -= amount;
  return true;
}

int BankAccount::balance() const {
  const auto lock = state_->lock_open();
  return state_->balance;
}

int BankAccount::close() {
  int left = 0;
  {
    const auto lock = state_->lock_open();
    left = std::exchange(state_->balance, 0);
  }
  const std::scoped_lock lock(state_->mutex);
  state_->closed = true;
  return left;
}
