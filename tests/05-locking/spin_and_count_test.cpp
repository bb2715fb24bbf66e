#include "spin_and_count.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <latch>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

#include "explorer/exploration.hpp"
#include "explorer/explore.hpp"
#include "support/expect.hpp"

namespace {

using interleave::expect_equal;
using interleave::expect_that;
using interleave::fail;

constexpr const char* kOneHolder = "at most one thread holds the lock at a time.";
constexpr const char* kTakesIfFree =
    "try_lock takes the lock and returns true if nobody holds it; it never fails by chance.";
constexpr const char* kFalseIfHeld =
    "try_lock returns false if somebody holds the lock, and changes nothing then.";
constexpr const char* kIncludes =
    "count_of and total include each add that happened before the call, and those under way at the "
    "same time wholly or not at all.";

/// More than fits into 32 bits, with something in both halves.
constexpr std::uint64_t kLarge = (std::uint64_t{1} << 32) + 1;

/// Explores with stale reads of atomics wherever C++20 allows them.
///
/// In the program that runs natively under ThreadSanitizer it does nothing: that knows no fences,
/// and would see races in right answers that use them. The explorer knows them, and decides.
void explore(const std::function<void()>& body) {
  const auto body_or_nothing = [&] {
#ifdef __SANITIZE_THREAD__
    if (!interleave::is_in_schedule()) return;
#endif
    body();
  };
  interleave::explore(body_or_nothing, {.weak_memory = true});
}

TEST(SpinAndCount, LockLetsInOneThreadAtATime) {
  explore([] {
    SpinLock lock;
    int count = 0;  // not atomic: the lock protects it
    const auto use = [&] {
      const std::scoped_lock guard(lock);
      ++count;
    };
    {
      const std::jthread other(use);
      use();
      use();
    }
    expect_equal(count, 3, "a count that two threads increased three times, holding the lock",
                 kOneHolder);
  });
}

TEST(SpinAndCount, LockLetsInOneOfThreeThreads) {
  explore([] {
    SpinLock lock;
    int count = 0;  // not atomic: the lock protects it
    const auto use = [&] {
      const std::scoped_lock guard(lock);
      ++count;
    };
    {
      const std::jthread first(use);
      const std::jthread second(use);
      const std::jthread third(use);
    }
    expect_equal(count, 3, "a count that three threads increased, holding the lock", kOneHolder);
  });
}

TEST(SpinAndCount, LockWaitsUntilTheHolderUnlocks) {
  explore([] {
    SpinLock lock;
    int written = 0;  // not atomic: the lock protects it
    lock.lock();
    const std::jthread other([&] {
      lock.lock();
      const int seen = written;
      lock.unlock();
      expect_equal(seen, 2, "what the thread that waited in lock saw",
                   "all that happened before an unlock is visible to whoever takes the lock after "
                   "it.");
    });
    written = 1;
    // On the holder's own thread, and perhaps while the other one waits: that one must be let in
    // all the same.
    expect_that(!lock.try_lock(),
                std::string("try_lock returned true to the thread that held the lock. The "
                            "contract: ") +
                    kFalseIfHeld);
    written = 2;
    lock.unlock();
  });
}

TEST(SpinAndCount, TryLockTakesALockThatIsFree) {
  explore([] {
    SpinLock lock;
    expect_that(
        lock.try_lock(),
        std::string("try_lock of a new lock returned false. The contract: ") + kTakesIfFree);
    lock.unlock();
    expect_that(lock.try_lock(),
                std::string("try_lock returned false after unlock. The contract: ") + kTakesIfFree);
    lock.unlock();
    lock.lock();
    lock.unlock();
    expect_that(lock.try_lock(),
                std::string("try_lock returned false after lock and unlock. The contract: ") +
                    kTakesIfFree);
    lock.unlock();
  });
}

TEST(SpinAndCount, TryLockDoesNotWaitForTheHolder) {
  explore([] {
    SpinLock lock;
    lock.lock();
    {
      const std::jthread other([&] {
        // Never returns, if try_lock waits for the lock: it is held until this thread has ended.
        expect_that(!lock.try_lock(),
                    std::string("try_lock returned true while another thread held the lock. The "
                                "contract: ") +
                        kFalseIfHeld);
      });
    }
    lock.unlock();
  });
}

TEST(SpinAndCount, ATryLockThatFailsLeavesTheLockToItsHolder) {
  explore([] {
    SpinLock lock;
    int written = 0;  // not atomic: the lock protects it
    lock.lock();
    {
      const std::jthread other([&] {
        for (int turn = 0; turn < 2; ++turn) {
          expect_that(!lock.try_lock(),
                      std::string("try_lock returned true while another thread held the lock. The "
                                  "contract: ") +
                          kFalseIfHeld);
        }
      });
      written = 1;
    }
    lock.unlock();
    const std::jthread later([&] {
      lock.lock();  // waits for ever, if a try_lock left something behind
      const int seen = written;
      lock.unlock();
      expect_equal(seen, 1, "what a thread saw that locked later");
    });
  });
}

TEST(SpinAndCount, OneOfTwoWhoTryGetsTheLock) {
  explore([] {
    SpinLock lock;
    std::latch second_has_tried(1);
    bool first_has_it = false;
    bool second_has_it = false;
    {
      const std::jthread first([&] {
        first_has_it = lock.try_lock();
        second_has_tried.wait();
        if (first_has_it) lock.unlock();
      });
      second_has_it = lock.try_lock();
      second_has_tried.count_down();
    }
    if (second_has_it) lock.unlock();
    expect_that(!(first_has_it && second_has_it),
                std::string("try_lock returned true to two threads, and nobody had unlocked. The "
                            "contract: ") +
                    kOneHolder);
    expect_that(first_has_it || second_has_it,
                std::string("try_lock returned false to two threads, of which none held the lock. "
                            "The contract: ") +
                    kTakesIfFree);
  });
}

TEST(SpinAndCount, WhoTriesWithSuccessSeesWhatTheLastHolderDid) {
  explore([] {
    SpinLock lock;
    int written = 0;  // not atomic: the lock protects it
    const std::jthread holder([&] {
      const std::scoped_lock guard(lock);
      ++written;
    });
    if (lock.try_lock()) {
      ++written;
      lock.unlock();
    }
  });
}

TEST(SpinAndCount, TwoLocksCanBeHeldAtOnce) {
  explore([] {
    SpinLock one;
    SpinLock two;
    const std::scoped_lock first(one);
    const std::scoped_lock second(two);  // waits for ever, if both are the same lock
  });
}

TEST(SpinAndCount, CountsAllThatManyAddToOneShard) {
  explore([] {
    ShardedCounter counter(1);
    const auto count = [&] {
      counter.add(0, 1);
      counter.add(0, 10);
    };
    {
      const std::jthread first(count);
      const std::jthread second(count);
    }
    expect_equal(counter.total(), 22U,
                 "the total when two threads had added 1 and 10 each to the same shard", kIncludes);
  });
}

TEST(SpinAndCount, CountsWhatIsAddedToEachShard) {
  explore([] {
    ShardedCounter counter(3);
    {
      const std::jthread first([&] { counter.add(0, 1); });
      const std::jthread second([&] { counter.add(2, 100); });
      counter.add(1, 10);
    }
    expect_equal(counter.count_of(0), 1U, "the count of shard 0, when 1, 10 and 100 were added");
    expect_equal(counter.count_of(1), 10U, "the count of shard 1, when 1, 10 and 100 were added");
    expect_equal(counter.count_of(2), 100U, "the count of shard 2, when 1, 10 and 100 were added");
    expect_equal(counter.total(), 111U, "the total, when 1, 10 and 100 were added");
  });
}

TEST(SpinAndCount, StartsAtZeroAndCountsIn64Bits) {
  explore([] {
    ShardedCounter counter(2);
    expect_equal(counter.total(), 0U, "the total of a new counter");
    expect_equal(counter.count_of(1), 0U, "the count of a shard of a new counter");
    counter.add(0, kLarge);
    counter.add(1, 3 * kLarge);
    counter.add(1, 0);
    expect_equal(counter.count_of(1), 3 * kLarge,
                 "the count of a shard to which 3 * (2^32 + 1) was added",
                 "numbers are 64 bits wide.");
    expect_equal(counter.total(), 4 * kLarge, "the total, when 4 * (2^32 + 1) was added",
                 "numbers are 64 bits wide.");
    counter.add(0, ~std::uint64_t{0});
    expect_equal(counter.total(), 4 * kLarge - 1, "the total, when 2^64 - 1 was added to that",
                 "numbers wrap around.");
  });
}

TEST(SpinAndCount, AnAddUnderWayIsCountedWhollyOrNotAtAll) {
  explore([] {
    ShardedCounter counter(2);
    counter.add(0, 1);
    const std::jthread adder([&] { counter.add(1, kLarge); });
    const std::uint64_t total = counter.total();
    const std::uint64_t count = counter.count_of(1);
    expect_that(total == 1 || total == 1 + kLarge, "the total while 2^32 + 1 was added to 1: got " +
                                                       std::to_string(total) +
                                                       ". The contract: " + kIncludes);
    expect_that(count == 0 || count == kLarge,
                "the count of a shard while 2^32 + 1 was added to 0: got " + std::to_string(count) +
                    ". The contract: " + kIncludes);
  });
}

TEST(SpinAndCount, TwoTotalsAtOnceBothIncludeWhatWasAddedBefore) {
  explore([] {
    ShardedCounter counter(2);
    counter.add(0, 1);
    counter.add(1, 10);
    const auto look = [&] {
      expect_equal(counter.total(), 11U,
                   "the total, when 1 and 10 were added before and two threads ask for it at once",
                   kIncludes);
    };
    {
      const std::jthread first(look);
      const std::jthread second(look);
    }
    look();
    expect_equal(counter.count_of(1), 10U, "the count of shard 1 after three calls of total",
                 "count_of and total change nothing.");
  });
}

TEST(SpinAndCount, AnAddCountsBeforeItsThreadEnds) {
  explore([] {
    ShardedCounter counter(2);
    std::latch added(1);
    std::latch has_looked(1);
    const std::jthread adder([&] {
      counter.add(1, 5);
      added.count_down();
      has_looked.wait();
    });
    added.wait();
    expect_equal(counter.total(), 5U, "the total, when 5 was added by a thread that still runs",
                 kIncludes);
    has_looked.count_down();
  });
}

TEST(SpinAndCount, AddAndTotalOfTwoThreadsAreExactAtTheEnd) {
  explore([] {
    ShardedCounter counter(2);
    {
      const std::jthread first([&] {
        counter.add(0, 1);
        counter.total();
        counter.add(1, 10);
      });
      const std::jthread second([&] {
        counter.add(1, 100);
        counter.total();
        counter.add(0, 1'000);
      });
    }
    expect_equal(counter.total(), 1'111U,
                 "the total, when two threads had added 1, 10, 100 and 1000, and asked for the "
                 "total meanwhile",
                 kIncludes);
  });
}

TEST(SpinAndCount, TwoCountersCountApart) {
  explore([] {
    ShardedCounter one(1);
    ShardedCounter two(300);  // more than fit into a byte, or than anybody has processors
    one.add(0, 1);
    two.add(299, 10);
    expect_equal(one.total(), 1U, "the total of a counter, when 10 was added to another one");
    expect_equal(two.total(), 10U, "the total of a counter, when 1 was added to another one");
  });
}

/// Fails unless `call` throws std::out_of_range.
void expect_no_such_shard(const std::function<void()>& call, const std::string& what) {
  try {
    call();
    fail(what +
         " of a counter with 2 shards did not throw. The contract: std::out_of_range if "
         "there is no such shard.");
  } catch (const std::out_of_range&) {
  }
}

TEST(SpinAndCount, RefusesShardsThatDoNotExist) {
  explore([] {
    ShardedCounter counter(2);
    counter.add(1, 1);
    expect_no_such_shard([&] { counter.add(2, 1); }, "add(2, 1)");
    expect_no_such_shard([&] { counter.add(~std::size_t{0}, 1); }, "add(2^64 - 1, 1)");
    expect_no_such_shard([&] { counter.count_of(2); }, "count_of(2)");
    expect_equal(counter.total(), 1U, "the total, when add to a shard that does not exist threw",
                 "nothing is counted then.");
    try {
      const ShardedCounter none(0);
      fail(
          "a counter without shards was made. The contract: std::invalid_argument if shards is 0.");
    } catch (const std::invalid_argument&) {
    }
  });
}

}  // namespace
