// Under the explorer's control: everything that is locked, and call_once.

#include <gtest/gtest.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <thread>

#include "expect_exploration.hpp"

namespace {

using interleave::testing_explorer::expect_fault;
using interleave::testing_explorer::expect_fault_among;
using interleave::testing_explorer::expect_no_fault;
using interleave::testing_explorer::expect_proved;
using interleave::testing_explorer::in_parallel;
using interleave::testing_explorer::require;

using Clock = std::chrono::steady_clock;
constexpr auto kHour = std::chrono::hours(1);

/// Two threads that each add under a lock.
template <class Mutex, class Lock = std::scoped_lock<Mutex>>
void add_twice() {
  Mutex mutex;
  int count = 0;
  const auto add = [&] {
    const Lock lock(mutex);
    ++count;
  };
  in_parallel(add, add);
  require(count == 2, "an update was lost");
}

TEST(EveryMutex, ExcludesAndHandsOver) {
  expect_proved(add_twice<std::mutex>);
  expect_proved(add_twice<std::timed_mutex>);
  expect_proved(add_twice<std::recursive_mutex>);
  expect_proved(add_twice<std::recursive_timed_mutex>);
  expect_proved(add_twice<std::shared_mutex>);
  expect_proved(add_twice<std::shared_timed_mutex>);
}

TEST(EveryMutex, IsTheSameByUniqueLock) {
  expect_proved(add_twice<std::mutex, std::unique_lock<std::mutex>>);
  expect_proved(add_twice<std::shared_mutex, std::unique_lock<std::shared_mutex>>);
}

// One thread adds under its lock, another looks if it gets the lock at once.
template <class Mutex>
void try_to_look() {
  Mutex mutex;
  int count = 0;
  in_parallel(
      [&] {
        const std::scoped_lock lock(mutex);
        ++count;
        ++count;
      },
      [&] {
        if (!mutex.try_lock()) return;
        require(count != 1, "the lock was not exclusive");
        mutex.unlock();
      });
}

TEST(EveryMutex, MayBeTried) {
  expect_proved(try_to_look<std::mutex>);
  expect_proved(try_to_look<std::timed_mutex>);
  expect_proved(try_to_look<std::recursive_mutex>);
  expect_proved(try_to_look<std::recursive_timed_mutex>);
  expect_proved(try_to_look<std::shared_mutex>);
  expect_proved(try_to_look<std::shared_timed_mutex>);
}

// The lock is held until the thread that waits for it has given up.
template <class Mutex>
void wait_in_vain() {
  Mutex mutex;
  const std::scoped_lock lock(mutex);
  std::thread([&] {
    const auto start = Clock::now();
    require(!mutex.try_lock_for(kHour), "got a lock that is held");
    require(Clock::now() - start >= kHour, "gave up too early");
    require(!mutex.try_lock_until(Clock::now() + kHour), "got a lock that is held");
    require(!mutex.try_lock_until(std::chrono::system_clock::now() + kHour),
            "got a lock that is held");
    require(Clock::now() - start >= 3 * kHour, "gave up too early");
  }).join();
}

// The lock is released without a sleep, so that no virtual time passes.
template <class Mutex>
void wait_long_enough() {
  Mutex mutex;
  int message = 0;
  std::unique_lock lock(mutex);
  std::thread thread([&] {
    require(mutex.try_lock_for(kHour), "gave up although time stood still");
    require(message == 1, "the message has not arrived");
    mutex.unlock();
  });
  message = 1;
  lock.unlock();
  thread.join();
}

TEST(EveryTimedMutex, GivesUpInVirtualTime) {
  expect_no_fault(wait_in_vain<std::timed_mutex>);
  expect_no_fault(wait_in_vain<std::recursive_timed_mutex>);
  expect_no_fault(wait_in_vain<std::shared_timed_mutex>);
}

TEST(EveryTimedMutex, DoesNotGiveUpBeforeTimeHasPassed) {
  expect_no_fault(wait_long_enough<std::timed_mutex>);
  expect_no_fault(wait_long_enough<std::recursive_timed_mutex>);
  expect_no_fault(wait_long_enough<std::shared_timed_mutex>);
}

TEST(Mutex, ThatOnlyOneThreadLocksDoesNotProtect) {
  expect_fault("data race", [] {
    std::mutex mutex;
    int count = 0;
    in_parallel(
        [&] {
          const std::scoped_lock lock(mutex);
          ++count;
        },
        [&] { ++count; });
    require(count <= 2, "never");
  });
}

TEST(Mutex, ThatTheOtherThreadDoesNotLockDoesNotProtect) {
  expect_fault("data race", [] {
    std::mutex first_mutex;
    std::mutex second_mutex;
    int count = 0;
    in_parallel(
        [&] {
          const std::scoped_lock lock(first_mutex);
          ++count;
        },
        [&] {
          const std::scoped_lock lock(second_mutex);
          ++count;
        });
    require(count <= 2, "never");
  });
}

TEST(Mutex, DoesNotMakeTwoSectionsOne) {
  expect_fault("wrong result", [] {
    std::mutex mutex;
    int balance = 1;
    const auto withdraw = [&] {
      {
        const std::scoped_lock lock(mutex);
        if (balance < 1) return;
      }
      const std::scoped_lock lock(mutex);
      --balance;
    };
    in_parallel(withdraw, withdraw);
    require(balance >= 0, "the account is overdrawn");
  });
}

TEST(Mutex, LockedTwiceByOneThreadIsFound) {
  expect_fault_among({"deadlock", "mutex misuse"}, [] {
    std::mutex mutex;
    const std::scoped_lock lock(mutex);
    mutex.lock();
  });
}

TEST(Mutex, LockedInOppositeOrdersDeadlocks) {
  expect_fault("deadlock", [] {
    std::mutex left;
    std::mutex right;
    in_parallel(
        [&] {
          const std::scoped_lock first(left);
          const std::scoped_lock second(right);
        },
        [&] {
          const std::scoped_lock first(right);
          const std::scoped_lock second(left);
        });
  });
}

TEST(Mutex, UnlockedByAThreadThatDoesNotHoldItIsMisuse) {
  expect_fault("mutex misuse", [] {
    std::mutex mutex;
    mutex.lock();
    std::thread([&] { mutex.unlock(); }).join();
  });
}

TEST(Mutex, UnlockedWithoutALockIsMisuse) {
  expect_fault("mutex misuse", [] {
    std::mutex mutex;
    mutex.unlock();
  });
}

TEST(Mutex, HeldByAThreadThatHasEndedBlocksTheOthers) {
  expect_fault_among({"deadlock", "mutex misuse"}, [] {
    std::mutex mutex;
    std::thread([&] { mutex.lock(); }).join();
    const std::scoped_lock lock(mutex);
  });
}

TEST(RecursiveMutex, IsFreeOnlyAfterTheLastUnlock) {
  expect_proved([] {
    std::recursive_mutex mutex;
    int count = 0;
    in_parallel(
        [&] {
          const std::scoped_lock outer(mutex);
          {
            const std::scoped_lock inner(mutex);
            ++count;
          }
          ++count;
        },
        [&] {
          const std::scoped_lock lock(mutex);
          require(count != 1, "the lock was released too early");
        });
  });
}

// --- Shared locks ---

template <class Mutex>
void read_and_write() {
  Mutex mutex;
  int value = 0;
  const auto read = [&] {
    const std::shared_lock lock(mutex);
    require(value != 1, "a reader saw a write under way");
  };
  in_parallel(read, read, [&] {
    const std::unique_lock lock(mutex);
    ++value;
    ++value;
  });
  require(value == 2, "a write was lost");
}

TEST(EverySharedMutex, KeepsReadersAndWriterApart) {
  expect_no_fault(read_and_write<std::shared_mutex>);
  expect_no_fault(read_and_write<std::shared_timed_mutex>);
}

// Fails as soon as two readers are inside at once.
template <class Mutex>
void two_readers_inside() {
  Mutex mutex;
  std::atomic<int> inside = 0;
  const auto read = [&] {
    const std::shared_lock lock(mutex);
    require(++inside < 2, "two readers are inside");
    --inside;
  };
  in_parallel(read, read);
}

TEST(EverySharedMutex, LetsReadersInTogether) {
  expect_fault("wrong result", two_readers_inside<std::shared_mutex>);
  expect_fault("wrong result", two_readers_inside<std::shared_timed_mutex>);
}

TEST(EverySharedMutex, DoesNotProtectAWriteUnderASharedLock) {
  expect_fault("data race", [] {
    std::shared_mutex mutex;
    int value = 0;
    const auto write = [&] {
      const std::shared_lock lock(mutex);
      ++value;
    };
    in_parallel(write, write);
    require(value <= 2, "never");
  });
}

TEST(SharedMutex, TriesForAReaderFailWhileAWriterIsInside) {
  expect_proved([] {
    std::shared_mutex mutex;
    const std::scoped_lock lock(mutex);
    std::thread([&] {
      require(!mutex.try_lock_shared() && !mutex.try_lock(), "got a lock that is held");
    }).join();
  });
}

TEST(SharedMutex, TriesForAWriterFailWhileAReaderIsInside) {
  expect_proved([] {
    std::shared_mutex mutex;
    const std::shared_lock lock(mutex);
    std::thread([&] {
      require(!mutex.try_lock(), "got a lock that is held");
      require(mutex.try_lock_shared(), "a second reader was refused");
      mutex.unlock_shared();
    }).join();
  });
}

TEST(SharedTimedMutex, TriesForAReaderGiveUpInVirtualTime) {
  expect_no_fault([] {
    std::shared_timed_mutex mutex;
    const std::scoped_lock lock(mutex);
    std::thread([&] {
      const auto start = Clock::now();
      require(!mutex.try_lock_shared_for(kHour), "got a lock that is held");
      require(!mutex.try_lock_shared_until(Clock::now() + kHour), "got a lock that is held");
      require(Clock::now() - start >= 2 * kHour, "gave up too early");
    }).join();
  });
}

// --- Several mutexes at once ---

TEST(ScopedLock, OfTwoMutexesInOppositeOrdersDoesNotDeadlock) {
  expect_no_fault([] {
    std::mutex left;
    std::mutex right;
    int count = 0;
    in_parallel(
        [&] {
          const std::scoped_lock lock(left, right);
          ++count;
        },
        [&] {
          const std::scoped_lock lock(right, left);
          ++count;
        });
    require(count == 2, "an update was lost");
  });
}

TEST(StdLock, OfDeferredLocksInOppositeOrdersDoesNotDeadlock) {
  expect_no_fault([] {
    std::mutex left;
    std::mutex right;
    int count = 0;
    const auto add = [&count](std::mutex& first, std::mutex& second) {
      std::unique_lock first_lock(first, std::defer_lock);
      std::unique_lock second_lock(second, std::defer_lock);
      std::lock(first_lock, second_lock);
      ++count;
    };
    in_parallel([&] { add(left, right); }, [&] { add(right, left); });
    require(count == 2, "an update was lost");
  });
}

TEST(StdTryLock, TellsWhichMutexWasHeld) {
  expect_proved([] {
    std::mutex left;
    std::mutex right;
    const std::scoped_lock lock(right);
    std::thread([&] {
      require(std::try_lock(left, right) == 1, "did not name the second mutex");
      require(left.try_lock(), "kept the first mutex");
      left.unlock();
    }).join();
  });
}

// --- call_once ---

TEST(CallOnce, RunsOnceAndHandsOver) {
  expect_no_fault([] {
    std::once_flag flag;
    int value = 0;
    const auto use = [&] {
      std::call_once(flag, [&] { ++value; });
      require(value == 1, "not run, or run twice");
    };
    in_parallel(use, use, use);
  });
}

TEST(CallOnce, IsTriedAgainIfItThrows) {
  expect_no_fault([] {
    std::once_flag flag;
    int attempts = 0;
    std::atomic<int> failures = 0;
    const auto use = [&] {
      try {
        std::call_once(flag, [&] {
          if (++attempts == 1) throw std::runtime_error("the first attempt fails");
        });
        require(attempts == 2, "a successful call was not awaited");
      } catch (const std::runtime_error&) {
        ++failures;
      }
    };
    in_parallel(use, use);
    require(attempts == 2 && failures == 1, "not tried twice");
  });
}

TEST(CallOnce, DoesNotProtectWhatComesAfterIt) {
  expect_fault("data race", [] {
    std::once_flag flag;
    int value = 0;
    const auto use = [&] {
      std::call_once(flag, [&] { value = 1; });
      ++value;
    };
    in_parallel(use, use);
    require(value >= 2, "never");
  });
}

// --- POSIX ---

TEST(PthreadRwlock, KeepsReadersAndWriterApart) {
  expect_no_fault([] {
    pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
    int value = 0;
    in_parallel(
        [&] {
          pthread_rwlock_wrlock(&lock);
          value = 1;
          value = 2;
          pthread_rwlock_unlock(&lock);
        },
        [&] {
          pthread_rwlock_rdlock(&lock);
          require(value != 1, "a reader saw a write under way");
          pthread_rwlock_unlock(&lock);
        });
    pthread_rwlock_destroy(&lock);
  });
}

pthread_once_t once = PTHREAD_ONCE_INIT;
int once_runs = 0;

TEST(PthreadOnce, RunsOnceInEachScheduleAndHandsOver) {
  expect_no_fault([] {
    const auto use = [] {
      pthread_once(&once, [] { ++once_runs; });
      require(once_runs == 1, "not run, or run twice, or left over from an earlier schedule");
    };
    in_parallel(use, use);
  });
}

TEST(PthreadSpinlock, ExcludesAndHandsOver) {
  expect_no_fault([] {
    pthread_spinlock_t lock;
    pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
    int count = 0;
    const auto add = [&] {
      pthread_spin_lock(&lock);
      ++count;
      pthread_spin_unlock(&lock);
    };
    in_parallel(add, add);
    require(count == 2, "an update was lost");
    pthread_spin_destroy(&lock);
  });
}

TEST(PthreadMutex, OfTheErrorCheckingKindTellsMisuse) {
  expect_no_fault([] {
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_t mutex;
    pthread_mutex_init(&mutex, &kind);
    require(pthread_mutex_lock(&mutex) == 0, "not locked");
    require(pthread_mutex_lock(&mutex) == EDEADLK, "locked twice");
    require(pthread_mutex_unlock(&mutex) == 0, "not unlocked");
    require(pthread_mutex_unlock(&mutex) == EPERM, "unlocked twice");
    pthread_mutex_destroy(&mutex);
    pthread_mutexattr_destroy(&kind);
  });
}

}  // namespace
