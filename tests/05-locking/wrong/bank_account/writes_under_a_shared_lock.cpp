// Wrong: a shared mutex lets readers in at once; withdrawals lock it as readers, and write.
// Rejected by: race-free (data race), correct (wrong result)
#include "bank_account.hpp"

#include <limits>
#include <mutex>
#include <shared_mutex>
#include <utility>

struct BankAccount::State {
  std::shared_mutex mutex;
  int balance = 0;      // guarded by mutex
  bool closed = false;  // guarded by mutex

  template <typename Lock>
  Lock lock_open() {
    Lock lock(mutex);
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
  const auto lock = state_->lock_open<std::unique_lock<std::shared_mutex>>();
  if (amount > std::numeric_limits<int>::max() - state_->balance) {
    throw std::overflow_error("the account cannot hold so much");
  }
  state_->balance += amount;
}

bool BankAccount::withdraw(int amount) {
  require_positive(amount);
  const auto lock = state_->lock_open<std::shared_lock<std::shared_mutex>>();
  if (state_->balance < amount) return false;
  state_->balance -= amount;
  return true;
}

int BankAccount::balance() const {
  const auto lock = state_->lock_open<std::shared_lock<std::shared_mutex>>();
  return state_->balance;
}

int BankAccount::close() {
  const auto lock = state_->lock_open<std::unique_lock<std::shared_mutex>>();
  state_->closed = true;
  return std::exchange(state_->balance, 0);
}
