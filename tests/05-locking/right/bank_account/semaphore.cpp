// Right: a binary semaphore as the lock, and a guard of its own that gives it back.
#include <limits>
#include <semaphore>
#include <utility>

#include "bank_account.hpp"

struct BankAccount::State {
  std::binary_semaphore free{1};
  int balance = 0;      // guarded by free
  bool closed = false;  // guarded by free
};

namespace {

void require_positive(int amount) {
  if (amount <= 0) throw std::invalid_argument("an amount must be positive");
}

class Turn {
 public:
  explicit Turn(std::binary_semaphore& free) : free_(free) { free_.acquire(); }
  ~Turn() { free_.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::binary_semaphore& free_;
};

}  // namespace

BankAccount::BankAccount(int opening) : state_(std::make_unique<State>()) {
  if (opening < 0) throw std::invalid_argument("an account cannot open with a debt");
  state_->balance = opening;
}

BankAccount::~BankAccount() = default;

void BankAccount::deposit(int amount) {
  require_positive(amount);
  const Turn turn(state_->free);
  if (state_->closed) throw AccountClosed();
  if (amount > std::numeric_limits<int>::max() - state_->balance) {
    throw std::overflow_error("the account cannot hold so much");
  }
  state_->balance += amount;
}

bool BankAccount::withdraw(int amount) {
  require_positive(amount);
  const Turn turn(state_->free);
  if (state_->closed) throw AccountClosed();
  if (state_->balance < amount) return false;
  state_->balance -= amount;
  return true;
}

int BankAccount::balance() const {
  const Turn turn(state_->free);
  if (state_->closed) throw AccountClosed();
  return state_->balance;
}

int BankAccount::close() {
  const Turn turn(state_->free);
  if (std::exchange(state_->closed, true)) throw AccountClosed();
  return state_->balance;
}
