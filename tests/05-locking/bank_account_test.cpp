#include "bank_account.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "explorer/explore.hpp"
#include "support/expect.hpp"

namespace {

using interleave::expect_equal;
using interleave::expect_that;

constexpr int kMost = std::numeric_limits<int>::max();

constexpr const char* kNoMoneyMadeOrLost =
    "all that was ever paid in has been withdrawn, has been paid out by close, or is still there.";
constexpr const char* kOneInstant =
    "each call acts at one instant, so that the calls of all threads happen as if one after "
    "another.";
constexpr const char* kNoEffect =
    "a call that throws, and a withdraw that returns false, has no effect; the account can be used "
    "as before.";
constexpr const char* kPositive = "std::invalid_argument unless amount is positive.";
constexpr const char* kClosed = "AccountClosed after close.";

/// Of answers that start threads of their own not every schedule can be tried.
void explore(const std::function<void()>& body) { interleave::explore(body, {.schedules = 1'000}); }

/// What a call came to: its result, "done" if it has none, or the name of what it threw.
template <typename Call>
std::string outcome_of(const Call& call) {
  try {
    if constexpr (std::is_void_v<decltype(call())>) {
      call();
      return "done";
    } else {
      return testing::PrintToString(call());
    }
  } catch (const AccountClosed&) {
    return "AccountClosed";
  } catch (const std::invalid_argument&) {
    return "std::invalid_argument";
  } catch (const std::overflow_error&) {
    return "std::overflow_error";
  } catch (...) {
    return "another exception";
  }
}

/// Runs each of `calls` on a thread of its own, all at once.
template <typename... Calls>
void at_once(const Calls&... calls) {
  std::array threads{std::thread(calls)...};
  for (std::thread& thread : threads) thread.join();
}

TEST(BankAccount, HoldsWhatItWasOpenedWith) {
  explore([] {
    expect_equal(BankAccount(100).balance(), 100, "the balance of BankAccount(100)");
    expect_equal(BankAccount().balance(), 0, "the balance of BankAccount()");
  });
}

TEST(BankAccount, TwoAccountsHaveNothingInCommon) {
  explore([] {
    BankAccount rent(100);
    BankAccount savings(10);
    at_once([&] { rent.withdraw(60); }, [&] { savings.close(); });
    expect_equal(rent.balance(), 40,
                 "the balance of 100 after withdraw(60), when another account was closed");
  });
}

TEST(BankAccount, DoesNotOpenWithADebt) {
  explore([] {
    expect_equal(outcome_of([] { BankAccount account(-1); }), "std::invalid_argument",
                 "what BankAccount(-1) came to", "std::invalid_argument if opening is negative.");
  });
}

TEST(BankAccount, DepositsAndWithdrawalsChangeTheBalance) {
  explore([] {
    BankAccount account(100);
    account.deposit(20);
    expect_equal(account.balance(), 120, "the balance after deposit(20) into 100");
    expect_that(account.withdraw(50), "withdraw(50) returned false, with 120 in the account.");
    expect_equal(account.balance(), 70, "the balance after withdraw(50) from 120");
    expect_that(account.withdraw(70),
                "withdraw(70) returned false, with 70 in the account. The contract: false if there "
                "is less.");
    expect_equal(account.balance(), 0, "the balance after all of it was withdrawn");
  });
}

TEST(BankAccount, RefusesToPayWhatItDoesNotHold) {
  explore([] {
    BankAccount account(100);
    expect_that(!account.withdraw(101), "withdraw(101) returned true, with 100 in the account.");
    expect_equal(account.balance(), 100, "the balance after a refused withdrawal", kNoEffect);
    expect_that(account.withdraw(100),
                "withdraw(100) from 100 returned false after a refused withdrawal.");
  });
}

TEST(BankAccount, RefusesAmountsThatAreNotPositive) {
  explore([] {
    BankAccount account(100);
    for (const int amount : {0, -1}) {
      const std::string argument = '(' + std::to_string(amount) + ')';
      expect_equal(outcome_of([&] { account.deposit(amount); }), "std::invalid_argument",
                   "what deposit" + argument + " came to", kPositive);
      expect_equal(outcome_of([&] { return account.withdraw(amount); }), "std::invalid_argument",
                   "what withdraw" + argument + " came to", kPositive);
    }
    expect_equal(account.balance(), 100, "the balance after these calls", kNoEffect);
  });
}

TEST(BankAccount, RefusesADepositThatDoesNotFit) {
  explore([] {
    BankAccount account(10);
    for (const int amount : {kMost, kMost - 9}) {
      expect_equal(outcome_of([&] { account.deposit(amount); }), "std::overflow_error",
                   "what deposit(" + std::to_string(amount) + ") into 10 came to",
                   "std::overflow_error if the new balance would not fit into an int.");
    }
    expect_equal(account.balance(), 10, "the balance after a refused deposit", kNoEffect);
    account.deposit(kMost - 10);
    expect_equal(account.balance(), kMost, "the balance after a deposit that just fits");
  });
}

TEST(BankAccount, CloseReturnsWhatIsLeft) {
  explore([] {
    BankAccount account(100);
    account.deposit(20);
    expect_equal(account.close(), 120, "what close paid out of 120", kNoMoneyMadeOrLost);
  });
}

TEST(BankAccount, EveryCallOnAClosedAccountThrows) {
  explore([] {
    BankAccount account(100);
    account.close();
    const std::string throws = "AccountClosed";
    expect_equal(outcome_of([&] { account.deposit(1); }), throws,
                 "what deposit(1) into a closed account came to", kClosed);
    expect_equal(outcome_of([&] { return account.withdraw(1); }), throws,
                 "what withdraw(1) from a closed account came to", kClosed);
    // Also where an open account would have said something else.
    expect_equal(outcome_of([&] { account.deposit(kMost); }), throws,
                 "what deposit(2147483647) came to, into an account that was closed with 100",
                 kClosed);
    expect_equal(outcome_of([&] { return account.withdraw(101); }), throws,
                 "what withdraw(101) came to, from an account that was closed with 100", kClosed);
    expect_equal(outcome_of([&] { return account.balance(); }), throws,
                 "what balance of a closed account came to", kClosed);
    expect_equal(outcome_of([&] { return account.close(); }), throws,
                 "what close of a closed account came to", kClosed);
  });
}

TEST(BankAccount, DepositsAtOnceAllCount) {
  explore([] {
    BankAccount account;
    at_once([&] { account.deposit(1); }, [&] { account.deposit(10); },
            [&] { account.deposit(100); });
    expect_equal(account.balance(), 111, "the balance after 1, 10 and 100 were deposited at once",
                 kNoMoneyMadeOrLost);
  });
}

TEST(BankAccount, ADepositAndAWithdrawalAtOnceBothCount) {
  explore([] {
    BankAccount account(100);
    bool withdrawn = false;
    at_once([&] { account.deposit(10); }, [&] { withdrawn = account.withdraw(20); });
    expect_that(withdrawn, "withdraw(20) returned false, with at least 100 in the account.");
    expect_equal(account.balance(), 90,
                 "the balance of 100 after deposit(10) and withdraw(20) at once",
                 kNoMoneyMadeOrLost);
  });
}

TEST(BankAccount, TheSameMoneyIsWithdrawnOnce) {
  explore([] {
    BankAccount account(100);
    std::array<int, 3> withdrawn{};
    at_once([&] { withdrawn[0] = account.withdraw(60) ? 1 : 0; },
            [&] { withdrawn[1] = account.withdraw(60) ? 1 : 0; },
            [&] { withdrawn[2] = account.withdraw(60) ? 1 : 0; });
    expect_equal(std::count(withdrawn.begin(), withdrawn.end(), 1), 1,
                 "how many of three withdraw(60) at once from 100 returned true",
                 "withdraw takes the amount and returns true, or returns false if there is less.");
    expect_equal(account.balance(), 40, "the balance after one of them", kNoMoneyMadeOrLost);
  });
}

TEST(BankAccount, MoneyThatCoversAllIsRefusedToNobody) {
  explore([] {
    BankAccount account(100);
    std::array<int, 3> withdrawn{};
    at_once([&] { withdrawn[0] = account.withdraw(10) ? 1 : 0; },
            [&] { withdrawn[1] = account.withdraw(20) ? 1 : 0; },
            [&] { withdrawn[2] = account.withdraw(70) ? 1 : 0; });
    expect_equal(withdrawn, std::array{1, 1, 1},
                 "which of withdraw(10), withdraw(20) and withdraw(70) at once from 100 returned "
                 "true",
                 "false if there is less.");
  });
}

TEST(BankAccount, ARefusedWithdrawalKeepsNoMoneyFromOthers) {
  explore([] {
    BankAccount account(10);
    bool refused = false;
    bool withdrawn = false;
    at_once([&] { refused = !account.withdraw(100); }, [&] { withdrawn = account.withdraw(10); });
    expect_that(refused, "withdraw(100) returned true, with 10 in the account.");
    expect_that(withdrawn,
                std::string("withdraw(10) from 10 returned false, while another thread asked for "
                            "100 and was refused. The contract: ") +
                    kNoEffect);
  });
}

TEST(BankAccount, NobodySeesADebt) {
  explore([] {
    BankAccount account(10);
    int seen = 0;
    at_once([&] { account.withdraw(100); }, [&] { seen = account.balance(); });
    expect_equal(seen, 10, "the balance of 10, seen while another thread asks for 100",
                 "the balance is never negative, and nobody ever sees it so.");
  });
}

TEST(BankAccount, TheBalanceIsThatOfOneInstant) {
  explore([] {
    BankAccount account(10);
    int seen = 0;
    at_once(
        [&] {
          account.deposit(5);
          account.withdraw(15);
          account.deposit(2);
        },
        [&] { seen = account.balance(); });
    expect_that(seen == 10 || seen == 15 || seen == 0 || seen == 2,
                "the balance of 10 was " + std::to_string(seen) +
                    ", seen beside deposit(5), withdraw(15) and deposit(2) in another thread. The "
                    "contract: " +
                    kOneInstant);
  });
}

TEST(BankAccount, DepositsAtOnceDoNotGoBeyondTheLimitTogether) {
  explore([] {
    BankAccount account(kMost - 10);
    std::array<std::string, 2> outcomes;
    at_once([&] { outcomes[0] = outcome_of([&] { account.deposit(8); }); },
            [&] { outcomes[1] = outcome_of([&] { account.deposit(8); }); });
    std::sort(outcomes.begin(), outcomes.end());
    expect_equal(outcomes, std::array<std::string, 2>{"done", "std::overflow_error"},
                 "what two deposit(8) at once came to, where 10 more fit",
                 "std::overflow_error if the new balance would not fit into an int.");
    expect_equal(account.balance(), kMost - 2, "the balance after one of them", kNoEffect);
  });
}

TEST(BankAccount, ADepositBesideACloseIsPaidOutOrRefused) {
  explore([] {
    BankAccount account(100);
    std::string deposited;
    int paid_out = 0;
    at_once([&] { deposited = outcome_of([&] { account.deposit(10); }); },
            [&] { paid_out = account.close(); });
    if (deposited == "done") {
      expect_equal(paid_out, 110, "what close paid out of 100 and a deposit(10) that was accepted",
                   kNoMoneyMadeOrLost);
    } else {
      expect_equal(deposited, "AccountClosed", "what deposit(10) at once with close came to",
                   kClosed);
      expect_equal(paid_out, 100, "what close paid out of 100, when deposit(10) was refused",
                   kNoEffect);
    }
  });
}

TEST(BankAccount, AWithdrawalBesideACloseIsPaidOnce) {
  explore([] {
    BankAccount account(100);
    std::string withdrawn;
    int paid_out = 0;
    at_once([&] { withdrawn = outcome_of([&] { return account.withdraw(60); }); },
            [&] { paid_out = account.close(); });
    expect_that(
        withdrawn == "true" || withdrawn == "AccountClosed",
        "withdraw(60) at once with close of an account that holds 100 came to " + withdrawn +
            ": neither before close nor after it is that right. The contract: " + kOneInstant);
    expect_equal(paid_out, withdrawn == "true" ? 40 : 100,
                 "what close paid out of 100, when withdraw(60) came to " + withdrawn,
                 kNoMoneyMadeOrLost);
  });
}

TEST(BankAccount, OneOfTwoClosersIsPaid) {
  explore([] {
    BankAccount account(100);
    std::array<std::string, 2> outcomes;
    at_once([&] { outcomes[0] = outcome_of([&] { return account.close(); }); },
            [&] { outcomes[1] = outcome_of([&] { return account.close(); }); });
    std::sort(outcomes.begin(), outcomes.end());
    expect_equal(outcomes, std::array<std::string, 2>{"100", "AccountClosed"},
                 "what two close at once came to, of an account that holds 100",
                 "AccountClosed if it was closed before.");
  });
}

TEST(BankAccount, TheBalanceBesideACloseIsWholeOrThereIsNone) {
  explore([] {
    BankAccount account(100);
    std::string seen;
    at_once([&] { seen = outcome_of([&] { return account.balance(); }); },
            [&] { account.close(); });
    expect_that(
        seen == "100" || seen == "AccountClosed",
        "balance at once with close of an account that holds 100 came to " + seen +
            ": neither before close nor after it is that right. The contract: " + kOneInstant);
  });
}

TEST(BankAccount, AnErrorInOneThreadStopsNoOther) {
  explore([] {
    BankAccount account(10);
    bool withdrawn = false;
    at_once([&] { outcome_of([&] { account.deposit(kMost); }); },
            [&] { withdrawn = account.withdraw(10); });
    expect_that(withdrawn,
                "withdraw(10) from 10 returned false, while a deposit in another thread did not "
                "fit.");
  });
}

/// Runs `act` and `sees` at once, on an account that holds 10. If `sees` returns true it has seen
/// the effect of `act`, and so must see what was done before.
void expect_to_see_what_was_done_before(const std::function<void(BankAccount&)>& act,
                                        const std::function<bool(BankAccount&)>& sees,
                                        const std::string& what) {
  explore([&] {
    BankAccount account(10);
    int note = 0;  // has no protection but the order that the account gives to its calls
    at_once(
        [&] {
          note = 1;
          act(account);
        },
        [&] {
          if (!sees(account)) return;
          expect_equal(note, 1, "a variable set before " + what);
        });
  });
}

void deposit_10(BankAccount& account) { account.deposit(10); }
void withdraw_10(BankAccount& account) { account.withdraw(10); }
void close(BankAccount& account) { account.close(); }

TEST(BankAccount, WhoSeesADepositInTheBalanceSeesWhatWasDoneBefore) {
  expect_to_see_what_was_done_before(
      deposit_10, [](BankAccount& account) { return account.balance() == 20; },
      "the deposit that the balance shows");
}

TEST(BankAccount, WhoSeesAWithdrawalInTheBalanceSeesWhatWasDoneBefore) {
  expect_to_see_what_was_done_before(
      withdraw_10, [](BankAccount& account) { return account.balance() == 0; },
      "the withdrawal that the balance shows");
}

TEST(BankAccount, WhoWithdrawsADepositSeesWhatWasDoneBefore) {
  expect_to_see_what_was_done_before(
      deposit_10, [](BankAccount& account) { return account.withdraw(20); },
      "the deposit that was withdrawn");
}

TEST(BankAccount, WhoIsPaidOutADepositSeesWhatWasDoneBefore) {
  expect_to_see_what_was_done_before(
      [](BankAccount& account) { outcome_of([&] { account.deposit(10); }); },
      [](BankAccount& account) { return account.close() == 20; },
      "the deposit that close paid out");
}

TEST(BankAccount, WhoIsToldThatItIsClosedSeesWhatWasDoneBefore) {
  expect_to_see_what_was_done_before(
      close,
      [](BankAccount& account) {
        return outcome_of([&] { account.deposit(1); }) == "AccountClosed";
      },
      "close");
}

TEST(BankAccount, WhateverHappensBeforeItClosesNoMoneyIsMadeOrLost) {
  explore([] {
    BankAccount account(10);
    int in = 10;
    int out = 0;
    int paid_out = 0;
    at_once(
        [&] {
          for (const int amount : {1, 2}) {
            if (outcome_of([&] { account.deposit(amount); }) == "done") in += amount;
          }
        },
        [&] {
          if (outcome_of([&] { return account.withdraw(11); }) == "true") out = 11;
        },
        [&] { paid_out = account.close(); });
    expect_equal(out + paid_out, in, "what was withdrawn and paid out, of what was paid in",
                 kNoMoneyMadeOrLost);
  });
}

}  // namespace
