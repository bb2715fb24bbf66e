#pragma once

#include <memory>
#include <stdexcept>

/// What every call on a closed account throws.
class AccountClosed : public std::runtime_error {
 public:
  AccountClosed() : std::runtime_error("the account is closed") {}
};

/// An account that many threads use at once.
///
/// Guarantees: no money is made or lost: all that was ever paid in has been withdrawn, has been
/// paid out by `close`, or is still there. The balance is never negative, and nobody ever sees it
/// so. Each call acts at one instant between its beginning and its end, so that the calls of all
/// threads happen as if one after another. A call that throws, and a `withdraw` that returns false,
/// has no effect on anything; the account can be used as before.
/// Thread-safety: any thread may call anything at any time, but for the destructor.
/// Memory ordering: what a thread did before it deposited, withdrew or closed is visible to whoever
/// sees the effect of that call, by the result of a call of their own.
/// Source: 002-a, a resource that threads share, and the race for it.
///
/// Example:
///   BankAccount account(100);
///   std::jthread rent([&] { account.withdraw(80); });
///   std::jthread food([&] { account.withdraw(30); });  // one of the two gets its money
class BankAccount {
 public:
  /// Opens an account that holds `opening`.
  ///
  /// Errors: std::invalid_argument if `opening` is negative.
  explicit BankAccount(int opening = 0);
  ~BankAccount();

  BankAccount(const BankAccount&) = delete;
  BankAccount& operator=(const BankAccount&) = delete;

  /// Puts `amount` into the account.
  ///
  /// Errors: std::invalid_argument unless `amount` is positive; AccountClosed after `close`;
  /// std::overflow_error if the new balance would not fit into an int.
  void deposit(int amount);

  /// Takes `amount` out of the account and returns true, or returns false if there is less.
  ///
  /// Errors: std::invalid_argument unless `amount` is positive; AccountClosed after `close`.
  bool withdraw(int amount);

  /// What the account holds.
  ///
  /// Errors: AccountClosed after `close`.
  int balance() const;

  /// Closes the account and pays out what is left: returns it.
  ///
  /// Errors: AccountClosed if it was closed before.
  int close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};
