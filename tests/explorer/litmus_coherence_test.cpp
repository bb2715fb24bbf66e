// The explorer's weak memory against C++20 [intro.races], for a single location: coherence, read-
// modify-write operations, release sequences, and the two orders of a compare-exchange.

#include <gtest/gtest.h>

#include <atomic>

#include "litmus.hpp"

namespace {

using interleave::testing_explorer::expect_allowed;
using interleave::testing_explorer::expect_allowed_by_interleaving;
using interleave::testing_explorer::expect_forbidden;
using interleave::testing_explorer::in_parallel;
using interleave::testing_explorer::kAcqRel;
using interleave::testing_explorer::kAcquire;
using interleave::testing_explorer::kRelaxed;
using interleave::testing_explorer::kRelease;
using Order = std::memory_order;

// --- Coherence: all threads agree on the order of the writes to one location, however relaxed. ---

TEST(Coherence, AReaderNeverGoesBack) {
  expect_forbidden([] {
    std::atomic<int> x = 0;
    int first = -1;
    int second = -1;
    in_parallel(
        [&] {
          x.store(1, kRelaxed);
          x.store(2, kRelaxed);
        },
        [&] {
          first = x.load(kRelaxed);
          second = x.load(kRelaxed);
        });
    return second < first;
  });
}

TEST(Coherence, TwoReadersSeeTwoWritersInTheSameOrder) {
  expect_forbidden([] {
    std::atomic<int> x = 0;
    int first_a = -1;
    int second_a = -1;
    int first_b = -1;
    int second_b = -1;
    in_parallel([&] { x.store(1, kRelaxed); }, [&] { x.store(2, kRelaxed); },
                [&] {
                  first_a = x.load(kRelaxed);
                  second_a = x.load(kRelaxed);
                },
                [&] {
                  first_b = x.load(kRelaxed);
                  second_b = x.load(kRelaxed);
                });
    return first_a == 1 && second_a == 2 && first_b == 2 && second_b == 1;
  });
}

TEST(Coherence, WhatOneThreadHasReadIsNotOlderForAThreadThatItReleasesTo) {
  expect_forbidden([] {
    std::atomic<int> x = 0;
    std::atomic<int> handed_over = 0;
    int before = -1;
    int read_flag = -1;
    int after = -1;
    in_parallel(
        [&] {
          x.store(1, kRelaxed);
          x.store(2, kRelaxed);
        },
        [&] {
          before = x.load(kRelaxed);
          handed_over.store(1, kRelease);
        },
        [&] {
          read_flag = handed_over.load(kAcquire);
          after = x.load(kRelaxed);
        });
    return read_flag == 1 && after < before;
  });
}

TEST(Coherence, WhatOneThreadHasReadMayBeOlderForAThreadThatItDoesNotReleaseTo) {
  expect_allowed([] {
    std::atomic<int> x = 0;
    std::atomic<int> handed_over = 0;
    int before = -1;
    int read_flag = -1;
    int after = -1;
    in_parallel(
        [&] {
          x.store(1, kRelaxed);
          x.store(2, kRelaxed);
        },
        [&] {
          before = x.load(kRelaxed);
          handed_over.store(1, kRelaxed);
        },
        [&] {
          read_flag = handed_over.load(kAcquire);
          after = x.load(kRelaxed);
        });
    return read_flag == 1 && after < before;
  });
}

TEST(Coherence, AThreadNeverReadsWhatItsOwnWriteReplaced) {
  expect_forbidden([] {
    std::atomic<int> x = 0;
    int read = -1;
    in_parallel(
        [&] {
          x.store(1, kRelaxed);
          read = x.load(kRelaxed);
        },
        [&] { x.store(2, kRelaxed); });
    // Either its own 1, or a 2 that came after it and has therefore stayed.
    return read == 0 || (read == 2 && x.load(kRelaxed) == 1);
  });
}

TEST(Coherence, AThreadNeverReadsWhatItWillWrite) {
  expect_forbidden([] {
    std::atomic<int> x = 0;
    int read = -1;
    in_parallel(
        [&] {
          read = x.load(kRelaxed);
          x.store(1, kRelaxed);
        },
        [&] { x.store(2, kRelaxed); });
    // A 2 that it has read comes before its 1.
    return read == 1 || (read == 2 && x.load(kRelaxed) == 2);
  });
}

TEST(Coherence, TheEarlierOfTwoWritesOfAThreadNeverStays) {
  expect_forbidden([] {
    std::atomic<int> x = 0;
    in_parallel(
        [&] {
          x.store(1, kRelaxed);
          x.store(2, kRelaxed);
        },
        [&] { x.store(3, kRelaxed); });
    return x.load(kRelaxed) < 2;
  });
}

TEST(Coherence, AWriteThatHappensAfterAnotherStays) {
  expect_forbidden([] {
    std::atomic<int> x = 0;
    std::atomic<int> flag = 0;
    bool wrote_after = false;
    in_parallel(
        [&] {
          x.store(1, kRelaxed);
          flag.store(1, kRelease);
        },
        [&] {
          wrote_after = flag.load(kAcquire) == 1;
          x.store(2, kRelaxed);
        });
    return wrote_after && x.load(kRelaxed) != 2;
  });
}

// --- Read-modify-write operations read the last value in modification order. ---

TEST(ReadModifyWrite, LosesNoUpdateHoweverRelaxed) {
  expect_forbidden([] {
    std::atomic<int> count = 0;
    int first = -1;
    int second = -1;
    in_parallel([&] { first = count.fetch_add(1, kRelaxed); },
                [&] { second = count.fetch_add(1, kRelaxed); });
    return first == second || count.load(kRelaxed) != 2;
  });
}

TEST(ReadModifyWrite, MadeOfALoadAndAStoreLosesUpdates) {
  expect_allowed_by_interleaving([] {
    std::atomic<int> count = 0;
    const auto add = [&count] { count.store(count.load() + 1); };
    in_parallel(add, add);
    return count.load() == 1;
  });
}

TEST(ReadModifyWrite, OnlyOneExchangeTakesTheValue) {
  expect_forbidden([] {
    std::atomic<int> prize = 1;
    int first = -1;
    int second = -1;
    in_parallel([&] { first = prize.exchange(0, kRelaxed); },
                [&] { second = prize.exchange(0, kRelaxed); });
    return first + second != 1;
  });
}

TEST(ReadModifyWrite, OnlyOneCompareExchangeWins) {
  expect_forbidden([] {
    std::atomic<int> winner = 0;
    bool first_won = false;
    bool second_won = false;
    in_parallel(
        [&] {
          int expected = 0;
          first_won = winner.compare_exchange_strong(expected, 1, kRelaxed, kRelaxed);
        },
        [&] {
          int expected = 0;
          second_won = winner.compare_exchange_strong(expected, 2, kRelaxed, kRelaxed);
        });
    return first_won == second_won || winner.load(kRelaxed) != (first_won ? 1 : 2);
  });
}

TEST(ReadModifyWrite, OnAnAtomicRefLosesNoUpdate) {
  expect_forbidden([] {
    int count = 0;
    const auto add = [&count] { std::atomic_ref(count).fetch_add(1, kRelaxed); };
    in_parallel(add, add);
    return count != 2;
  });
}

// --- Release sequences: what follows a release store and still carries its message. ---

// Writes a message, releases flag 1, `middle` makes a 2 of it; who acquires the 2 looks for the
// message.
template <class Middle>
bool message_is_late(Middle middle) {
  std::atomic<int> message = 0;
  std::atomic<int> flag = 0;
  int read_flag = -1;
  int read_message = -1;
  in_parallel(
      [&] {
        message.store(1, kRelaxed);
        flag.store(1, kRelease);
      },
      [&] { middle(flag); },
      [&] {
        read_flag = flag.load(kAcquire);
        read_message = message.load(kRelaxed);
      });
  return read_flag == 2 && read_message == 0;
}

TEST(ReleaseSequence, GoesOnByARelaxedReadModifyWrite) {
  // It adds before the store, which then writes 1, or after it, which makes 2.
  expect_forbidden(
      [] { return message_is_late([](std::atomic<int>& flag) { flag.fetch_add(1, kRelaxed); }); });
}

TEST(ReleaseSequence, GoesOnByARelaxedCompareExchange) {
  expect_forbidden([] {
    return message_is_late([](std::atomic<int>& flag) {
      int expected = 1;
      flag.compare_exchange_strong(expected, 2, kRelaxed, kRelaxed);
    });
  });
}

TEST(ReleaseSequence, EndsAtARelaxedStoreByAnotherThread) {
  expect_allowed([] {
    return message_is_late([](std::atomic<int>& flag) {
      if (flag.load(kRelaxed) == 1) flag.store(2, kRelaxed);
    });
  });
}

// Until C++17 it went on here.
TEST(ReleaseSequence, EndsAtARelaxedStoreByTheSameThread) {
  expect_allowed([] {
    std::atomic<int> message = 0;
    std::atomic<int> flag = 0;
    int read_flag = -1;
    int read_message = -1;
    in_parallel(
        [&] {
          message.store(1, kRelaxed);
          flag.store(1, kRelease);
          flag.store(2, kRelaxed);
        },
        [&] {
          read_flag = flag.load(kAcquire);
          read_message = message.load(kRelaxed);
        });
    return read_flag == 2 && read_message == 0;
  });
}

TEST(ReleaseSequence, ThatAFenceBeganGoesOnByARelaxedReadModifyWrite) {
  expect_forbidden([] {
    std::atomic<int> message = 0;
    std::atomic<int> flag = 0;
    int read_flag = -1;
    int read_message = -1;
    in_parallel(
        [&] {
          message.store(1, kRelaxed);
          std::atomic_thread_fence(kRelease);
          flag.store(1, kRelaxed);
        },
        [&] { flag.fetch_add(1, kRelaxed); },
        [&] {
          read_flag = flag.load(kAcquire);
          read_message = message.load(kRelaxed);
        });
    return read_flag == 2 && read_message == 0;
  });
}

TEST(ReleaseSequence, CarriesTheMessagesOfAllWhoReleasedInIt) {
  expect_forbidden([] {
    std::atomic<int> first = 0;
    std::atomic<int> second = 0;
    std::atomic<int> count = 0;
    int read_count = -1;
    int read_first = -1;
    int read_second = -1;
    in_parallel(
        [&] {
          first.store(1, kRelaxed);
          count.fetch_add(1, kRelease);
        },
        [&] {
          second.store(1, kRelaxed);
          count.fetch_add(1, kRelease);
        },
        [&] {
          read_count = count.load(kAcquire);
          read_first = first.load(kRelaxed);
          read_second = second.load(kRelaxed);
        });
    return read_count == 2 && (read_first == 0 || read_second == 0);
  });
}

// --- Compare-exchange: one order if it succeeds, another if it fails. ---

// The receiver takes the flag by a compare-exchange that succeeds.
template <Order kSuccess>
bool message_taken_by_compare_exchange_is_late() {
  std::atomic<int> message = 0;
  std::atomic<int> flag = 0;
  bool taken = false;
  int read_message = -1;
  in_parallel(
      [&] {
        message.store(1, kRelaxed);
        flag.store(1, kRelease);
      },
      [&] {
        int expected = 1;
        taken = flag.compare_exchange_strong(expected, 2, kSuccess, kRelaxed);
        read_message = message.load(kRelaxed);
      });
  return taken && read_message == 0;
}

TEST(CompareExchange, AcquiresOnSuccessIfItSaysSo) {
  expect_forbidden([] { return message_taken_by_compare_exchange_is_late<kAcquire>(); });
}

TEST(CompareExchange, DoesNotAcquireOnSuccessIfThatDoesNot) {
  expect_allowed([] { return message_taken_by_compare_exchange_is_late<kRelaxed>(); });
  expect_allowed([] { return message_taken_by_compare_exchange_is_late<kRelease>(); });
}

// The receiver looks at the flag by a compare-exchange that always fails.
template <Order kSuccess, Order kFailure>
bool message_seen_by_failed_compare_exchange_is_late() {
  std::atomic<int> message = 0;
  std::atomic<int> flag = 0;
  int read_flag = 7;
  int read_message = -1;
  in_parallel(
      [&] {
        message.store(1, kRelaxed);
        flag.store(1, kRelease);
      },
      [&] {
        flag.compare_exchange_strong(read_flag, 8, kSuccess, kFailure);
        read_message = message.load(kRelaxed);
      });
  return read_flag == 1 && read_message == 0;
}

TEST(CompareExchange, AcquiresOnFailureIfItSaysSo) {
  expect_forbidden(
      [] { return message_seen_by_failed_compare_exchange_is_late<kAcqRel, kAcquire>(); });
}

TEST(CompareExchange, DoesNotAcquireOnFailureIfThatIsRelaxed) {
  expect_allowed(
      [] { return message_seen_by_failed_compare_exchange_is_late<kAcqRel, kRelaxed>(); });
}

// The sender sets the flag by a compare-exchange.
template <Order kSuccess>
bool message_sent_by_compare_exchange_is_late() {
  std::atomic<int> message = 0;
  std::atomic<int> flag = 0;
  int read_flag = -1;
  int read_message = -1;
  in_parallel(
      [&] {
        message.store(1, kRelaxed);
        int expected = 0;
        flag.compare_exchange_strong(expected, 1, kSuccess, kRelaxed);
      },
      [&] {
        read_flag = flag.load(kAcquire);
        read_message = message.load(kRelaxed);
      });
  return read_flag == 1 && read_message == 0;
}

TEST(CompareExchange, ReleasesOnSuccess) {
  expect_forbidden([] { return message_sent_by_compare_exchange_is_late<kRelease>(); });
}

TEST(CompareExchange, DoesNotReleaseOnSuccessIfThatDoesNot) {
  expect_allowed([] { return message_sent_by_compare_exchange_is_late<kRelaxed>(); });
  expect_allowed([] { return message_sent_by_compare_exchange_is_late<kAcquire>(); });
}

TEST(CompareExchange, ReleasesNothingOnFailure) {
  expect_allowed([] {
    std::atomic<int> message = 0;
    std::atomic<int> flag = 0;
    int read_flag = -1;
    int read_message = -1;
    in_parallel(
        [&] {
          message.store(1, kRelaxed);
          int expected = 7;
          flag.compare_exchange_strong(expected, 8, kAcqRel, kAcquire);
          flag.store(1, kRelaxed);
        },
        [&] {
          read_flag = flag.load(kAcquire);
          read_message = message.load(kRelaxed);
        });
    return read_flag == 1 && read_message == 0;
  });
}

}  // namespace
