// Wrong: locks and unlocks by hand: an exception leaves the account locked for ever.
// Rejected by: race-free (deadlock), correct (hang)
#include "bank_account.hpp"

#include <limits>
#include <mutex>
#include <utility>

struct BankAccount::State {
  std::mutex mutex;
  int balance = 0;      // guarded by mutex
  bool closed = false;  // guarded by mutex

  void lock_open() {
    mutex.lock();
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
  state_->lock_open();
  if (amount > std::numeric_limits<int>::max() - state_->balance) {
    throw std::overflow_error("the account cannot hold so much");
  }
  state_->balance += amount;
  state_->mutex.unlock();
}

bool BankAccount::withdraw(int amount) {
  require_positive(amount);
  state_->lock_open();
  const bool covered = amount <= state_->balance;
  if (covered) state_->balance -= amount;
  state_->mutex.unlock();
  return covered;
}

int BankAccount::balance() const {
  state_->lock_open();
  const int now = state_->balance;
  state_->mutex.unlock();
  return now;
}

int BankAccount::close() {
  state_->lock_open();
  state_->closed = true;
  const int left = std::exchange(state_->balance, 0);
  state_->mutex.unlock();
  return left;
}
