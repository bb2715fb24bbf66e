// Wrong: keeps two totals, what came in and what went out, and balance reads one after the other
// without the lock.
// Rejected by: race-free (wrong result), correct (wrong result)
#include "bank_account.hpp"

#include <atomic>
#include <cstdint>
#include <limits>
#include <mutex>

struct BankAccount::State {
  std::mutex mutex;  // held by whoever changes any of these
  std::atomic<std::int64_t> in = 0;
  std::atomic<std::int64_t> out = 0;
  std::atomic<bool> closed = false;

  std::unique_lock<std::mutex> lock_open() {
    std::unique_lock lock(mutex);
    if (closed) throw AccountClosed();
    return lock;
  }
  std::int64_t balance() const { return in.load() - out.load(); }
};

namespace {

void require_positive(int amount) {
  if (amount <= 0) throw std::invalid_argument("an amount must be positive");
}

}  // namespace

BankAccount::BankAccount(int opening) : state_(std::make_unique<State>()) {
  if (opening < 0) throw std::invalid_argument("an account cannot open with a debt");
  state_->in = opening;
}

BankAccount::~BankAccount() = default;

void BankAccount::deposit(int amount) {
  require_positive(amount);
  const auto lock = state_->lock_open();
  if (state_->balance() > std::numeric_limits<int>::max() - amount) {
    throw std::overflow_error("the account cannot hold so much");
  }
  state_->in += amount;
}

bool BankAccount::withdraw(int amount) {
  require_positive(amount);
  const auto lock = state_->lock_open();
  if (state_->balance() < amount) return false;
  state_->out += amount;
  return true;
}

int BankAccount::balance() const {
  if (state_->closed) throw AccountClosed();
  const std::int64_t in = state_->in.load();
  const std::int64_t out = state_->out.load();
  return static_cast<int>(in - out);
}

int BankAccount::close() {
  const auto lock = state_->lock_open();
  state_->closed = true;
  return static_cast<int>(state_->balance());
}
