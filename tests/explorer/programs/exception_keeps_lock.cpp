// Exception keeps the lock: lock and unlock by hand, and an exception in between.
#include "programs/program.hpp"

#include <mutex>
#include <stdexcept>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
class Account {
 public:
  void deposit(int amount) {
    if constexpr (kFixed) {
      const std::lock_guard lock(mutex_);
      add(amount);
    } else {
      mutex_.lock();
      add(amount);
      mutex_.unlock();
    }
  }

  int balance() const { return balance_; }

 private:
  void add(int amount) {
    if (amount < 0) throw std::invalid_argument("a negative deposit");
    balance_ += amount;
  }

  std::mutex mutex_;
  int balance_ = 0;
};

template <bool kFixed>
void deposit_from_two_threads() {
  Account<kFixed> account;
  bool refused = false;
  const auto deposit_nonsense = [&] {
    try {
      account.deposit(-1);
    } catch (const std::invalid_argument&) {
      refused = true;
    }
  };
  run_together(deposit_nonsense, [&] { account.deposit(1); });
  require(refused && account.balance() == 1, "nonsense was accepted, or a deposit lost");
}

const interleave::Program program{"exception_keeps_lock",
                                  {"deadlock"},
                                  deposit_from_two_threads<false>,
                                  deposit_from_two_threads<true>};

}  // namespace
