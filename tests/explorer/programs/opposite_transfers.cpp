// Opposite transfers: each locks the account that it takes from, then the one that it gives to.
#include "programs/program.hpp"

#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

struct Account {
  std::mutex mutex;
  int balance;
};

template <bool kFixed>
void transfer(Account& from, Account& to, int amount) {
  std::unique_lock from_lock(from.mutex, std::defer_lock);
  std::unique_lock to_lock(to.mutex, std::defer_lock);
  if constexpr (kFixed) {
    std::lock(from_lock, to_lock);
  } else {
    from_lock.lock();
    to_lock.lock();
  }
  from.balance -= amount;
  to.balance += amount;
}

template <bool kFixed>
void transfer_both_ways() {
  Account left{{}, 100};
  Account right{{}, 100};
  run_together([&] { transfer<kFixed>(left, right, 10); },
               [&] { transfer<kFixed>(right, left, 20); });
  require(left.balance == 110 && right.balance == 90, "money was made or lost");
}

const interleave::Program program{
    "opposite_transfers", {"deadlock"}, transfer_both_ways<false>, transfer_both_ways<true>};

}  // namespace
