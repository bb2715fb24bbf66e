// Wrong: adds the amount first and then looks whether it fits: the call throws, and has an effect.
// Rejected by: race-free (wrong result), correct (wrong result)
#include "bank_account.hpp"

#include <cstdint>
#include <limits>
#include <mutex>
#include <utility>

struct BankAccount::State {
  std::mutex mutex;
  std::int64_t balance = 0;  // guarded by mutex
  bool closed = false;       // guarded by mutex

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
  state_->balance += amount;
  if (state_->balance > std::numeric_limits<int>::max()) {
    throw std::overflow_error("the account cannot hold so much");
  }
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
  return static_cast<int>(state_->balance);
}

int BankAccount::close() {
  const auto lock = state_->lock_open();
  state_->closed = true;
  return static_cast<int>(std::exchange(state_->balance, 0));
}
