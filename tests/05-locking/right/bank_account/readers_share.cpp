// Right: a shared mutex: those who only read keep nobody out but writers.
#include <limits>
#include <mutex>
#include <optional>
#include <shared_mutex>

#include "bank_account.hpp"

struct BankAccount::State {
  std::shared_mutex mutex;
  std::optional<int> money;  // guarded by mutex; nothing: closed

  int& open_money() {
    if (!money) throw AccountClosed();
    return *money;
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
  const std::unique_lock lock(state_->mutex);
  int& money = state_->open_money();
  if (amount > std::numeric_limits<int>::max() - money) {
    throw std::overflow_error("the account cannot hold so much");
  }
  money += amount;
}

bool BankAccount::withdraw(int amount) {
  require_positive(amount);
  const std::unique_lock lock(state_->mutex);
  int& money = state_->open_money();
  if (money < amount) return false;
  money -= amount;
  return true;
}

int BankAccount::balance() const {
  const std::shared_lock lock(state_->mutex);
  return state_->open_money();
}

int BankAccount::close() {
  const std::unique_lock lock(state_->mutex);
  const int left = state_->open_money();
  state_->money.reset();
  return left;
}
