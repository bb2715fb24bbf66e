#include "transfer.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <deque>
#include <functional>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "explorer/explore.hpp"
#include "support/call_log.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"

namespace {

using interleave::CallLog;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::InsideMeter;

using Balances = std::vector<int>;

constexpr int kMost = std::numeric_limits<int>::max();

constexpr const char* kNoMoneyMadeOrLost =
    "no money is made or lost: the sum of all balances never changes.";
constexpr const char* kNobodySeesHalf =
    "each transfer acts at one instant, on both accounts: nobody ever sees half of it.";
constexpr const char* kAskedOnce =
    "approve is asked exactly once if from holds the amount, and otherwise not at all.";
constexpr const char* kNothingMoved = "nothing is moved then, and the bank can be used as before.";
constexpr const char* kAlone =
    "from before approve is asked until the money has been moved, the two accounts are this "
    "transfer's alone.";
constexpr const char* kFalseOnlyIf =
    "false if from holds less, or if approve says no; and for no other reason.";

/// Of answers that wait in loops, or start threads of their own, not every schedule can be tried.
void explore(const std::function<void()>& body) { interleave::explore(body, {.schedules = 1'000}); }

/// Runs each of `calls` on a thread of its own, all at once.
template <typename... Calls>
void at_once(const Calls&... calls) {
  std::array threads{std::thread(calls)...};
  for (std::thread& thread : threads) thread.join();
}

/// What a call came to: its result, or the name of what it threw.
template <typename Call>
std::string outcome_of(const Call& call) {
  try {
    return testing::PrintToString(call());
  } catch (const std::out_of_range&) {
    return "std::out_of_range";
  } catch (const std::invalid_argument&) {
    return "std::invalid_argument";
  } catch (...) {
    return "another exception";
  }
}

/// Notes which accounts are inside `approve`, and how many transfers use each at once.
class Accounts {
 public:
  explicit Accounts(std::size_t count) : meters_(count) {}

  template <typename WhileInside>
  void use(std::size_t from, std::size_t to, const WhileInside& while_inside) {
    const auto first = meters_.at(from).enter();
    if (from == to) return while_inside();
    const auto second = meters_.at(to).enter();
    while_inside();
  }

  int most_at_once(std::size_t account) const { return meters_.at(account).most(); }

 private:
  std::deque<InsideMeter> meters_;
};

TEST(Transfer, MovesMoneyFromOneAccountToAnother) {
  explore([] {
    Bank bank({100, 50, 0});
    expect_that(bank.transfer(0, 1, 30),
                "transfer(0, 1, 30) returned false, with 100 in account 0.");
    expect_equal(bank.balances(), Balances{70, 80, 0},
                 "the balances {100, 50, 0} after transfer(0, 1, 30)");
    expect_that(bank.transfer(1, 2, 80),
                "transfer(1, 2, 80) returned false, with 80 in account 1. The contract: false if "
                "from holds less.");
    expect_equal(bank.balances(), Balances{70, 0, 80},
                 "the balances {70, 80, 0} after transfer(1, 2, 80)");
  });
}

TEST(Transfer, TwoBanksHaveNothingInCommon) {
  explore([] {
    Bank there({7, 8});
    Bank here({100, 50}, [&](std::size_t, std::size_t, int) { return there.transfer(0, 1, 2); });
    at_once([&] { here.transfer(0, 1, 30); }, [&] { there.transfer(1, 0, 8); });
    expect_equal(here.balances(), Balances{70, 80}, "the balances {100, 50} of one bank");
    expect_equal(there.balances(), Balances{13, 2},
                 "the balances {7, 8} of another bank, which approve of the first one uses");
  });
}

TEST(Transfer, MovesNothingThatIsNotThere) {
  explore([] {
    Bank bank({100, 50});
    expect_that(!bank.transfer(0, 1, 101), "transfer(0, 1, 101) returned true, with 100 there.");
    expect_equal(bank.balances(), Balances{100, 50}, "the balances after that");
  });
}

TEST(Transfer, AsksApproveOnceAboutWhatIsThere) {
  explore([] {
    using Asked = std::array<int, 3>;
    CallLog<Asked> asked;
    Bank bank({100, 50}, [&](std::size_t from, std::size_t to, int amount) {
      asked.add({static_cast<int>(from), static_cast<int>(to), amount});
      return true;
    });
    bank.transfer(0, 1, 101);
    bank.transfer(1, 0, 20);
    expect_equal(asked.entries(), std::vector<Asked>{{1, 0, 20}},
                 "what approve was asked about after transfer(0, 1, 101) and transfer(1, 0, 20), "
                 "with balances of {100, 50}",
                 kAskedOnce);
  });
}

TEST(Transfer, MovesNothingUnlessItIsApproved) {
  explore([] {
    Bank bank({100, 50}, [](std::size_t, std::size_t, int amount) { return amount < 30; });
    expect_that(!bank.transfer(0, 1, 30), "transfer returned true, but approve had said no.");
    expect_equal(bank.balances(), Balances{100, 50}, "the balances after approve has said no");
    expect_that(bank.transfer(0, 1, 29), "transfer returned false, but approve had said yes.");
    expect_equal(bank.balances(), Balances{71, 79},
                 "the balances {100, 50} after transfer(0, 1, 29), which was approved");
  });
}

TEST(Transfer, AnAccountMayTransferToItself) {
  explore([] {
    CallLog<int> asked;
    Bank bank({100, 50}, [&](std::size_t, std::size_t, int amount) {
      asked.add(amount);
      return true;
    });
    expect_that(bank.transfer(0, 0, 100), "transfer(0, 0, 100) returned false, with 100 there.");
    expect_equal(bank.balances(), Balances{100, 50}, "the balances after transfer(0, 0, 100)",
                 "the account holds afterwards what it held before.");
    expect_that(!bank.transfer(1, 1, 51), "transfer(1, 1, 51) returned true, with 50 there.");
    expect_equal(asked.entries(), std::vector{100}, "the amounts that approve was asked about",
                 kAskedOnce);
  });
}

TEST(Transfer, RefusesAccountsThatDoNotExist) {
  explore([] {
    CallLog<int> asked;
    Bank bank({100, 50}, [&](std::size_t, std::size_t, int amount) {
      asked.add(amount);
      return true;
    });
    const std::string rule = "std::out_of_range if there is no account from or to.";
    expect_equal(outcome_of([&] { return bank.transfer(2, 0, 10); }), "std::out_of_range",
                 "what transfer(2, 0, 10) came to, of accounts 0 and 1", rule);
    expect_equal(outcome_of([&] { return bank.transfer(0, 2, 10); }), "std::out_of_range",
                 "what transfer(0, 2, 10) came to, of accounts 0 and 1", rule);
    expect_equal(bank.balances(), Balances{100, 50}, "the balances after that", kNothingMoved);
    expect_equal(asked.size(), 0U, "how often approve was asked", kNothingMoved);
  });
}

TEST(Transfer, ABankMayHaveNoAccounts) {
  explore([] {
    Bank bank({});
    expect_equal(bank.balances(), Balances{}, "the balances of a bank without accounts");
    expect_equal(outcome_of([&] { return bank.transfer(0, 0, 10); }), "std::out_of_range",
                 "what transfer(0, 0, 10) came to in a bank without accounts",
                 "std::out_of_range if there is no account from or to.");
  });
}

TEST(Transfer, RefusesAmountsThatAreNotPositive) {
  explore([] {
    Bank bank({100, 50});
    for (const std::size_t to : {1U, 0U}) {
      for (const int amount : {0, -1}) {
        expect_equal(
            outcome_of([&] { return bank.transfer(0, to, amount); }), "std::invalid_argument",
            "what transfer(0, " + std::to_string(to) + ", " + std::to_string(amount) + ") came to",
            "std::invalid_argument unless amount is positive.");
      }
    }
    expect_equal(bank.balances(), Balances{100, 50}, "the balances after that", kNothingMoved);
  });
}

TEST(Transfer, DoesNotOpenWithADebtOrWithMoreThanFits) {
  explore([] {
    const auto opened_with = [](const Balances& balances) {
      return outcome_of([&] { return Bank(balances).balances(); });
    };
    expect_equal(opened_with({100, -1}), "std::invalid_argument", "what Bank({100, -1}) came to",
                 "std::invalid_argument if a balance is negative.");
    expect_equal(opened_with({kMost, 1}), "std::invalid_argument",
                 "what Bank({2147483647, 1}) came to",
                 "std::invalid_argument if their sum does not fit into an int.");
    expect_equal(opened_with({kMost, kMost, 2}), "std::invalid_argument",
                 "what Bank({2147483647, 2147483647, 2}) came to",
                 "std::invalid_argument if their sum does not fit into an int.");
    expect_equal(opened_with({kMost, 0}), "{ 2147483647, 0 }",
                 "the balances of Bank({2147483647, 0})");
  });
}

TEST(Transfer, AnExceptionOfApproveLeavesTheBankAsItWas) {
  explore([] {
    Bank bank({100, 50}, [](std::size_t, std::size_t, int amount) {
      struct Disliked {};
      if (amount == 13) throw std::out_of_range("approve does not like this number");
      if (amount == 14) throw Disliked{};
      return true;
    });
    expect_equal(outcome_of([&] { return bank.transfer(0, 1, 13); }), "std::out_of_range",
                 "what transfer came to when approve threw std::out_of_range",
                 "Errors: whatever approve throws.");
    expect_equal(outcome_of([&] { return bank.transfer(0, 1, 14); }), "another exception",
                 "what transfer came to when approve threw something of its own",
                 "Errors: whatever approve throws.");
    expect_equal(bank.balances(), Balances{100, 50}, "the balances after that", kNothingMoved);
    expect_equal(outcome_of([&] { return bank.transfer(1, 0, 20); }), "true",
                 "what the next transfer came to", kNothingMoved);
  });
}

TEST(Transfer, OppositeTransfersBothComeToAnEnd) {
  explore([] {
    Bank bank({100, 100});
    std::array<bool, 2> moved{};
    at_once([&] { moved[0] = bank.transfer(0, 1, 10); },
            [&] { moved[1] = bank.transfer(1, 0, 20); });
    expect_equal(
        moved, std::array{true, true},
        "what transfer(0, 1, 10) and transfer(1, 0, 20) at once returned, with 100 in each "
        "account",
        kFalseOnlyIf);
    expect_equal(bank.balances(), Balances{110, 90}, "the balances {100, 100} after both");
  });
}

TEST(Transfer, OppositeTransfersOfUnequalAccountsBothComeToAnEnd) {
  explore([] {
    Bank bank({30, 100});
    at_once(
        [&] {
          bank.transfer(1, 0, 50);
          bank.transfer(0, 1, 70);
        },
        [&] { bank.transfer(0, 1, 5); });
    expect_equal(bank.balances(), Balances{5, 125},
                 "the balances {30, 100} after transfer(1, 0, 50), transfer(0, 1, 70), and at the "
                 "same time transfer(0, 1, 5)");
  });
}

TEST(Transfer, TransfersInACircleAllComeToAnEnd) {
  explore([] {
    Bank bank({100, 100, 100});
    at_once([&] { bank.transfer(0, 1, 1); }, [&] { bank.transfer(1, 2, 10); },
            [&] { bank.transfer(2, 0, 100); });
    expect_equal(
        bank.balances(), Balances{199, 91, 10},
        "the balances {100, 100, 100} after transfers of 1 from 0 to 1, of 10 from 1 to 2, "
        "and of 100 from 2 to 0");
  });
}

TEST(Transfer, ATransferToItselfDisturbsNoOther) {
  explore([] {
    Bank bank({100, 100});
    at_once([&] { bank.transfer(0, 0, 10); }, [&] { bank.transfer(0, 1, 20); },
            [&] { bank.transfer(1, 0, 40); });
    expect_equal(
        bank.balances(), Balances{120, 80},
        "the balances {100, 100} after transfers of 10 from 0 to itself, of 20 from 0 to 1 "
        "and of 40 from 1 to 0");
  });
}

TEST(Transfer, TheSameMoneyIsMovedOnce) {
  explore([] {
    Bank bank({100, 0, 0});
    std::array<bool, 2> moved{};
    at_once([&] { moved[0] = bank.transfer(0, 1, 60); },
            [&] { moved[1] = bank.transfer(0, 2, 60); });
    expect_that(moved[0] != moved[1],
                "two transfers of 60 at once from an account that holds 100 "
                "returned " +
                    std::string(moved[0] ? "true" : "false") +
                    " both: exactly one is there to be moved.");
    expect_equal(bank.balances(), moved[0] ? Balances{40, 60, 0} : Balances{40, 0, 60},
                 "the balances {100, 0, 0} after one of the two", kNoMoneyMadeOrLost);
  });
}

TEST(Transfer, MoneyThatCoversAllIsRefusedToNobody) {
  explore([] {
    Bank bank({100, 0, 0});
    std::array<bool, 2> moved{};
    at_once([&] { moved[0] = bank.transfer(0, 1, 60); },
            [&] { moved[1] = bank.transfer(0, 2, 40); });
    expect_equal(moved, std::array{true, true},
                 "what transfer(0, 1, 60) and transfer(0, 2, 40) at once returned, with 100 in "
                 "account 0",
                 kFalseOnlyIf);
  });
}

TEST(Transfer, ARefusedTransferKeepsNoMoneyFromOthers) {
  explore([] {
    Bank bank({100, 0, 0}, [](std::size_t, std::size_t to, int) { return to == 2; });
    bool moved = false;
    at_once([&] { bank.transfer(0, 1, 60); }, [&] { moved = bank.transfer(0, 2, 60); });
    expect_that(moved,
                std::string("transfer(0, 2, 60) returned false, with 100 in account 0, while "
                            "approve said no to another transfer. The contract: ") +
                    kFalseOnlyIf);
  });
}

/// Runs both transfers at once, and fails if both use account 1 at once.
void expect_turns_at_account_1(std::array<std::size_t, 2> first,
                               std::array<std::size_t, 2> second) {
  explore([=] {
    Accounts accounts(3);
    Bank bank({100, 100, 100}, [&](std::size_t from, std::size_t to, int) {
      accounts.use(from, to, [] { std::this_thread::yield(); });
      return true;
    });
    at_once([&] { bank.transfer(first[0], first[1], 10); },
            [&] { bank.transfer(second[0], second[1], 10); });
    expect_that(accounts.most_at_once(1) <= 1,
                std::string("too many at once: two transfers with account 1 in common were in "
                            "approve at the same time. The contract: ") +
                    kAlone);
  });
}

TEST(Transfer, ASourceBelongsToOneTransferAtATime) { expect_turns_at_account_1({1, 0}, {1, 2}); }

TEST(Transfer, ATargetBelongsToOneTransferAtATime) { expect_turns_at_account_1({0, 1}, {2, 1}); }

TEST(Transfer, AnAccountThatTransfersToItselfBelongsToOneTransferAtATime) {
  expect_turns_at_account_1({1, 1}, {1, 0});
}

TEST(Transfer, AnAccountGivesAndTakesInTurns) { expect_turns_at_account_1({0, 1}, {1, 2}); }

TEST(Transfer, WhatIsApprovedIsMade) {
  explore([] {
    CallLog<std::size_t> approved;
    Bank bank({100, 0, 0}, [&](std::size_t, std::size_t to, int) {
      approved.add(to);
      return true;
    });
    std::array<bool, 2> moved{};
    at_once([&] { moved[0] = bank.transfer(0, 1, 60); },
            [&] { moved[1] = bank.transfer(0, 2, 60); });
    expect_equal(approved.size(), static_cast<std::size_t>(moved[0]) + moved[1],
                 "how many of two transfers were approved, compared with how many were made",
                 "what is approved is made.");
  });
}

TEST(Transfer, NobodySeesHalfATransfer) {
  explore([] {
    Bank bank({100, 0, 50});
    Balances seen;
    at_once([&] { bank.transfer(0, 2, 10); }, [&] { seen = bank.balances(); });
    expect_that(seen == Balances{100, 0, 50} || seen == Balances{90, 0, 60},
                "the balances {100, 0, 50}, seen while 10 move from account 0 to account 2, were " +
                    testing::PrintToString(seen) + ". The contract: " + kNobodySeesHalf);
  });
}

TEST(Transfer, NobodySeesHalfATransferTheOtherWay) {
  explore([] {
    Bank bank({100, 0, 50});
    Balances seen;
    at_once([&] { bank.transfer(2, 0, 10); }, [&] { seen = bank.balances(); });
    expect_that(seen == Balances{100, 0, 50} || seen == Balances{110, 0, 40},
                "the balances {100, 0, 50}, seen while 10 move from account 2 to account 0, were " +
                    testing::PrintToString(seen) + ". The contract: " + kNobodySeesHalf);
  });
}

TEST(Transfer, NobodySeesMoneyThatIsNotMovedAnywhereElse) {
  explore([] {
    Bank bank({100, 0}, [](std::size_t, std::size_t, int) { return false; });
    Balances seen;
    at_once([&] { bank.transfer(0, 1, 60); }, [&] { seen = bank.balances(); });
    expect_equal(seen, Balances{100, 0},
                 "the balances {100, 0}, seen while approve says no to a transfer of 60",
                 "moves nothing and returns false if approve says no.");
  });
}

TEST(Transfer, TheBalancesAreThoseOfOneInstant) {
  explore([] {
    Bank bank({100, 0, 0});
    Balances seen;
    at_once(
        [&] {
          bank.transfer(0, 1, 10);
          bank.transfer(1, 2, 10);
        },
        [&] { seen = bank.balances(); });
    expect_that(
        seen == Balances{100, 0, 0} || seen == Balances{90, 10, 0} || seen == Balances{90, 0, 10},
        "the balances {100, 0, 0}, seen while 10 move from account 0 to 1 and then from 1 to 2, "
        "were " +
            testing::PrintToString(seen) + ". The contract: as they are together at one instant.");
  });
}

TEST(Transfer, BalancesAndTransfersAllComeToAnEnd) {
  explore([] {
    Bank bank({100, 100});
    Balances seen;
    at_once([&] { bank.transfer(0, 1, 10); }, [&] { bank.transfer(1, 0, 20); },
            [&] { seen = bank.balances(); });
    expect_equal(std::accumulate(seen.begin(), seen.end(), 0), 200,
                 "the sum of the balances seen during two transfers", kNoMoneyMadeOrLost);
  });
}

// `note` has no protection but the order that the bank gives to its transfers.
TEST(Transfer, WhoSeesATransferSeesWhatWasDoneBefore) {
  explore([] {
    Bank bank({10, 0});
    int note = 0;
    at_once(
        [&] {
          note = 1;
          bank.transfer(0, 1, 10);
        },
        [&] {
          if (bank.balances() != Balances{0, 10}) return;
          expect_equal(note, 1, "a variable set before the transfer that the balances show");
        });
  });
}

TEST(Transfer, WhoPassesMoneyOnSeesWhatWasDoneBefore) {
  explore([] {
    Bank bank({10, 0, 0});
    int note = 0;
    at_once(
        [&] {
          note = 1;
          bank.transfer(0, 1, 10);
        },
        [&] {
          if (!bank.transfer(1, 2, 10)) return;
          expect_equal(note, 1, "a variable set before the transfer whose money was passed on");
        });
  });
}

TEST(Transfer, ApproveSeesWhatItDidForTheSameAccountBefore) {
  explore([] {
    std::array<int, 3> uses{};
    Bank bank({100, 100, 100}, [&](std::size_t from, std::size_t to, int) {
      ++uses.at(from);
      ++uses.at(to);
      return true;
    });
    at_once([&] { bank.transfer(0, 1, 10); }, [&] { bank.transfer(2, 1, 10); });
    expect_equal(uses, std::array{1, 2, 1}, "how often approve was asked about each account");
  });
}

/// From, to.
using Pair = std::array<std::size_t, 2>;

/// All transfers are in approve at once, or nobody gets any further.
void expect_all_under_way_at_once(std::size_t accounts, const std::vector<Pair>& transfers) {
  explore([&] {
    interleave::Rendezvous meeting(static_cast<int>(transfers.size()));
    std::vector<int> moved(transfers.size());
    Bank bank(Balances(accounts, 100), [&](std::size_t, std::size_t, int) {
      meeting.arrive_and_wait();
      return true;
    });
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < transfers.size(); ++i) {
      threads.emplace_back([&, i] {
        const auto [from, to] = transfers[i];
        moved[i] = bank.transfer(from, to, 10) ? 1 : 0;
      });
    }
    for (std::thread& thread : threads) thread.join();
    expect_equal(moved, std::vector<int>(transfers.size(), 1),
                 "which of these transfers returned true, with 100 in each account", kFalseOnlyIf);
  });
}

TEST(TransferConcurrent, TransfersWithoutACommonAccountAreUnderWayAtOnce) {
  expect_all_under_way_at_once(4, {{0, 1}, {2, 3}});
}

TEST(TransferConcurrent, AlsoIfTheirNumbersCross) {
  expect_all_under_way_at_once(4, {{2, 0}, {1, 3}});
}

TEST(TransferConcurrent, AlsoIfOneIsBetweenTheOthers) {
  expect_all_under_way_at_once(4, {{0, 3}, {2, 1}});
}

TEST(TransferConcurrent, AlsoOfManyAccounts) {
  expect_all_under_way_at_once(65, {{0, 1}, {64, 33}});
}

TEST(TransferConcurrent, ThreeAreUnderWayAtOnce) {
  expect_all_under_way_at_once(6, {{0, 1}, {2, 3}, {5, 4}});
}

}  // namespace
