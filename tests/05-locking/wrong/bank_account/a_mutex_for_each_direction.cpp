// Wrong: one mutex for what comes in, another for what goes out, and one balance behind both.
// Rejected by: race-free (data race), correct (wrong result)
#include "bank_account.hpp"

#include <limits>
#include <mutex>
#include <utility>

struct BankAccount::State {
  std::mutex in;
  std::mutex out;
  int balance = 0;
  bool closed = false;

  std::unique_lock<std::mutex> lock_open(std::mutex& mutex) {
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
  const auto lock = state_->lock_open(state_->in);
  if (amount > std::numeric_limits<int>::max() - state_->balance) {
    throw std::overflow_error("the account cannot hold so much");
  }
  state_->balance += amount;
}

bool BankAccount::withdraw(int amount) {
  require_positive(amount);
  const auto lock = state_->lock_open(state_->out);
  if (state_->balance < amount) return false;
  state_->balance -= amount;
  return true;
}

int BankAccount::balance() const {
  const auto lock = state_->lock_open(state_->out);
  return state_->balance;
}

int BankAccount::close() {
  const auto lock = state_->lock_open(state_->out);
  state_->closed = true;
  return std::exchange(state_->balance, 0);
}
