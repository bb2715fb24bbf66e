// Check then act: the balance is looked at in one critical section and changed in another.
#include "programs/program.hpp"

#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

class Account {
 public:
  int balance() const {
    const std::lock_guard lock(mutex_);
    return balance_;
  }

  void withdraw(int amount) {
    const std::lock_guard lock(mutex_);
    balance_ -= amount;
  }

  void withdraw_if_covered(int amount) {
    const std::lock_guard lock(mutex_);
    if (balance_ >= amount) balance_ -= amount;
  }

 private:
  mutable std::mutex mutex_;
  int balance_ = 100;
};

void buggy() {
  Account account;
  const auto withdraw = [&] {
    if (account.balance() >= 100) account.withdraw(100);
  };
  run_together(withdraw, withdraw);
  require(account.balance() >= 0, "the balance is negative");
}

void fixed() {
  Account account;
  const auto withdraw = [&] { account.withdraw_if_covered(100); };
  run_together(withdraw, withdraw);
  require(account.balance() >= 0, "the balance is negative");
}

const interleave::Program program{"check_then_act", {"wrong result"}, buggy, fixed};

}  // namespace
