// Recursive lock: a member function that holds the mutex calls another that locks it.
#include "programs/program.hpp"

#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
class Account {
 public:
  void deposit(int amount) {
    const std::lock_guard lock(mutex_);
    deposit_locked(amount);
  }

  void deposit_with_bonus(int amount) {
    const std::lock_guard lock(mutex_);
    deposit_locked(amount);
    if constexpr (kFixed) {
      deposit_locked(1);
    } else {
      deposit(1);
    }
  }

  int balance() const {
    const std::lock_guard lock(mutex_);
    return balance_;
  }

 private:
  void deposit_locked(int amount) { balance_ += amount; }

  mutable std::mutex mutex_;
  int balance_ = 0;
};

template <bool kFixed>
void deposit_from_two_threads() {
  Account<kFixed> account;
  run_together([&] { account.deposit(10); }, [&] { account.deposit_with_bonus(20); });
  require(account.balance() == 31, "a deposit was lost");
}

const interleave::Program program{"recursive_lock",
                                  {"deadlock", "mutex misuse"},
                                  deposit_from_two_threads<false>,
                                  deposit_from_two_threads<true>};

}  // namespace
