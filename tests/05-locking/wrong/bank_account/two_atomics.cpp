// Wrong: two atomics instead of one: the account may close between the look at `closed` and the
// addition, and the money goes where nobody will ever pay it out.
// Rejected by: race-free (wrong result), correct (wrong result)
#include <atomic>
#include <limits>

#include "bank_account.hpp"

struct BankAccount::State {
  std::atomic<int> money = 0;
  std::atomic<bool> closed = false;

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
  state_->money = opening;
}

BankAccount::~BankAccount() = default;

void BankAccount::deposit(int amount) {
  require_positive(amount);
  state_->require_open();
  int money = state_->money;
  do {
    if (amount > std::numeric_limits<int>::max() - money) {
      throw std::overflow_error("the account cannot hold so much");
    }
  } while (!state_->money.compare_exchange_weak(money, money + amount));
}

bool BankAccount::withdraw(int amount) {
  require_positive(amount);
  state_->require_open();
  int money = state_->money;
  do {
    if (money < amount) return false;
  } while (!state_->money.compare_exchange_weak(money, money - amount));
  return true;
}

int BankAccount::balance() const {
  state_->require_open();
  return state_->money;
}

int BankAccount::close() {
  if (state_->closed.exchange(true)) throw AccountClosed();
  return state_->money.exchange(0);
}
