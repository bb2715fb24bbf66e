// Wrong: relaxed atomics: the amounts are right, but who sees a deposit does not see what its
// thread did before.
// Rejected by: race-free (data race)
#include <atomic>
#include <limits>

#include "bank_account.hpp"

struct BankAccount::State {
  std::atomic<int> money = 0;  // or kClosed
};

namespace {

constexpr int kClosed = -1;

void require_positive(int amount) {
  if (amount <= 0) throw std::invalid_argument("an amount must be positive");
}

int require_open(int money) {
  if (money == kClosed) throw AccountClosed();
  return money;
}

}  // namespace

BankAccount::BankAccount(int opening) : state_(std::make_unique<State>()) {
  if (opening < 0) throw std::invalid_argument("an account cannot open with a debt");
  state_->money = opening;
}

BankAccount::~BankAccount() = default;

void BankAccount::deposit(int amount) {
  require_positive(amount);
  int money = state_->money.load(std::memory_order_relaxed);
  do {
    if (amount > std::numeric_limits<int>::max() - require_open(money)) {
      throw std::overflow_error("the account cannot hold so much");
    }
  } while (!state_->money.compare_exchange_weak(money, money + amount, std::memory_order_relaxed));
}

bool BankAccount::withdraw(int amount) {
  require_positive(amount);
  int money = state_->money.load(std::memory_order_relaxed);
  do {
    if (require_open(money) < amount) return false;
  } while (!state_->money.compare_exchange_weak(money, money - amount, std::memory_order_relaxed));
  return true;
}

int BankAccount::balance() const {
  return require_open(state_->money.load(std::memory_order_relaxed));
}

int BankAccount::close() {
  return require_open(state_->money.exchange(kClosed, std::memory_order_relaxed));
}
