#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

/// Accounts that many threads move money between, at once.
///
/// Guarantees: no money is made or lost: the sum of all balances never changes; no balance is ever
/// negative. Each transfer acts at one instant, on both accounts: nobody ever sees half of it.
/// However many threads transfer between whichever accounts, every call comes to an end once the
/// calls of `approve` do. Any number of transfers can be under way, that is in `approve`, at the
/// same time if no two of them have an account in common.
/// Thread-safety: any thread may call `transfer` and `balances` at any time, but for `approve`,
/// which does not use the bank that asks it.
/// Memory ordering: what a thread did before a transfer, and what `approve` did, is visible to
/// whoever sees the transfer in `balances`, and to all later transfers that have an account in
/// common with it, from `approve` on.
/// Source: 002-a, resources that threads share, races for them, and deadlock.
///
/// Example:
///   Bank bank({100, 50, 0});
///   std::jthread there([&] { bank.transfer(0, 1, 30); });
///   std::jthread back([&] { bank.transfer(1, 0, 20); });  // neither waits for ever
class Bank {
 public:
  /// Says whether a transfer may be made.
  using Approve = std::function<bool(std::size_t from, std::size_t to, int amount)>;

  /// Opens an account for each of `balances`. Accounts have the numbers 0, 1, 2, ...
  ///
  /// Requires: `approve` is not empty, and may be called from several threads at once. It may
  /// throw.
  /// Errors: std::invalid_argument if a balance is negative, or if their sum does not fit into an
  /// int.
  explicit Bank(
      const std::vector<int>& balances,
      Approve approve = [](std::size_t, std::size_t, int) { return true; });
  ~Bank();

  Bank(const Bank&) = delete;
  Bank& operator=(const Bank&) = delete;

  /// Moves `amount` from account `from` to account `to` and returns true. Moves nothing and returns
  /// false if `from` holds less, or if `approve` says no.
  ///
  /// Guarantees: `approve` is asked exactly once if `from` holds the amount, and otherwise not at
  /// all. From before it is asked until the money has been moved (or will not be), the two accounts
  /// are this transfer's alone: no other transfer from or to either is approved or made meanwhile.
  /// What is approved is made. `from` and `to` may be the same: the account then holds afterwards
  /// what it held before, and all else is as above.
  /// Errors: std::out_of_range if there is no account `from` or `to`; std::invalid_argument unless
  /// `amount` is positive; whatever `approve` throws. Nothing is moved then, and the bank can be
  /// used as before.
  bool transfer(std::size_t from, std::size_t to, int amount);

  /// The balances of all accounts, by number, as they are together at one instant. May wait for
  /// transfers that are under way.
  std::vector<int> balances() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};
