// Wrong: a withdrawal acquires, because it takes, and does not release: who sees that the money is
// gone does not see what its thread did before.
// Rejected by: race-free (data race)
#include "bank_account.hpp"

#include <atomic>
#include <limits>

struct BankAccount::State {
  std::atomic<int> word = 0;  // the balance, or kClosed
};

namespace {

constexpr int kClosed = -1;

void require_positive(int amount) {
  if (amount <= 0) throw std::invalid_argument("an amount must be positive");
}

}  // namespace

BankAccount::BankAccount(int opening) : state_(std::make_unique<State>()) {
  if (opening < 0) throw std::invalid_argument("an account cannot open with a debt");
  state_->word = opening;
}

BankAccount::~BankAccount() = default;

void BankAccount::deposit(int amount) {
  require_positive(amount);
  int seen = state_->word.load(std::memory_order_acquire);
  do {
    if (seen == kClosed) throw AccountClosed();
    if (seen > std::numeric_limits<int>::max() - amount) {
      throw std::overflow_error("the account cannot hold so much");
    }
  } while (!state_->word.compare_exchange_strong(seen, seen + amount, std::memory_order_acq_rel,
                                                 std::memory_order_acquire));
}

bool BankAccount::withdraw(int amount) {
  require_positive(amount);
  int seen = state_->word.load(std::memory_order_acquire);
  do {
    if (seen == kClosed) throw AccountClosed();
    if (seen < amount) return false;
  } while (!state_->word.compare_exchange_strong(seen, seen - amount, std::memory_order_acquire,
                                                 std::memory_order_acquire));
  return true;
}

int BankAccount::balance() const {
  const int seen = state_->word.load(std::memory_order_acquire);
  if (seen == kClosed) throw AccountClosed();
  return seen;
}

int BankAccount::close() {
  const int seen = state_->word.exchange(kClosed, std::memory_order_acq_rel);
  if (seen == kClosed) throw AccountClosed();
  return seen;
}
