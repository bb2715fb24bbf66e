// Under the explorer's control: condition variables, semaphores, latches and barriers.

#include <gtest/gtest.h>
#include <pthread.h>
#include <semaphore.h>

#include <atomic>
#include <barrier>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <latch>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <stop_token>
#include <thread>
#include <utility>

#include "expect_exploration.hpp"

namespace {

using interleave::testing_explorer::expect_fault;
using interleave::testing_explorer::expect_fault_among;
using interleave::testing_explorer::expect_no_fault;
using interleave::testing_explorer::expect_proved;
using interleave::testing_explorer::in_parallel;
using interleave::testing_explorer::require;

using std::chrono::steady_clock;
using std::chrono::system_clock;
constexpr auto kHour = std::chrono::hours(1);

// --- std::condition_variable ---

TEST(ConditionVariable, HandsOver) {
  expect_no_fault([] {
    std::mutex mutex;
    std::condition_variable ready;
    int message = 0;
    in_parallel(
        [&] {
          {
            const std::scoped_lock lock(mutex);
            message = 1;
          }
          ready.notify_one();
        },
        [&] {
          std::unique_lock lock(mutex);
          ready.wait(lock, [&] { return message == 1; });
          require(lock.owns_lock(), "came back without the lock");
        });
  });
}

TEST(ConditionVariable, NotifyAllWakesEveryWaiter) {
  expect_no_fault([] {
    std::mutex mutex;
    std::condition_variable ready;
    bool open = false;
    const auto wait = [&] {
      std::unique_lock lock(mutex);
      ready.wait(lock, [&] { return open; });
    };
    in_parallel(wait, wait, [&] {
      const std::scoped_lock lock(mutex);
      open = true;
      ready.notify_all();
    });
  });
}

TEST(ConditionVariable, NotifyOneLeavesTheOtherWaiterAsleep) {
  expect_fault_among({"deadlock", "lost wake-up"}, [] {
    std::mutex mutex;
    std::condition_variable ready;
    bool open = false;
    const auto wait = [&] {
      std::unique_lock lock(mutex);
      ready.wait(lock, [&] { return open; });
    };
    in_parallel(wait, wait, [&] {
      const std::scoped_lock lock(mutex);
      open = true;
      ready.notify_one();
    });
  });
}

TEST(ConditionVariable, ANotificationBeforeTheWaitIsLost) {
  expect_fault_among({"deadlock", "lost wake-up"}, [] {
    std::mutex mutex;
    std::condition_variable ready;
    in_parallel([&] { ready.notify_one(); },
                [&] {
                  std::unique_lock lock(mutex);
                  // NOLINTNEXTLINE(bugprone-spuriously-wake-up-functions)
                  ready.wait(lock);
                });
  });
}

TEST(ConditionVariable, AFlagThatIsSetWithoutTheMutexIsMissed) {
  expect_fault_among({"deadlock", "lost wake-up"}, [] {
    std::mutex mutex;
    std::condition_variable ready;
    std::atomic<bool> open = false;
    in_parallel(
        [&] {
          open = true;
          ready.notify_one();
        },
        [&] {
          std::unique_lock lock(mutex);
          ready.wait(lock, [&] { return open.load(); });
        });
  });
}

TEST(ConditionVariable, AWaitWithIfBelievesEveryNotification) {
  expect_fault("wrong result", [] {
    std::mutex mutex;
    std::condition_variable changed;
    int items = 0;
    in_parallel(
        [&] {
          changed.notify_one();
          const std::scoped_lock lock(mutex);
          items = 1;
          changed.notify_one();
        },
        [&] {
          std::unique_lock lock(mutex);
          // NOLINTNEXTLINE(bugprone-spuriously-wake-up-functions)
          if (items == 0) changed.wait(lock);
          require(items == 1, "woke up without an item");
        });
  });
}

TEST(ConditionVariable, AWaitWithIfBelievesASpuriousWakeUp) {
  expect_fault("wrong result", [] {
    std::mutex mutex;
    std::condition_variable changed;
    int items = 0;
    in_parallel(
        [&] {
          const std::scoped_lock lock(mutex);
          items = 1;
          changed.notify_one();
        },
        [&] {
          std::unique_lock lock(mutex);
          // NOLINTNEXTLINE(bugprone-spuriously-wake-up-functions)
          if (items == 0) changed.wait(lock);
          require(items == 1, "woke up without an item");
        });
  });
}

TEST(ConditionVariable, ReleasesTheMutexWhileItWaits) {
  expect_fault("wrong result", [] {
    std::mutex mutex;
    std::condition_variable changed;
    bool waiting = false;
    bool open = false;
    in_parallel(
        [&] {
          std::unique_lock lock(mutex);
          waiting = true;
          changed.wait(lock, [&] { return open; });
        },
        [&] {
          const std::scoped_lock lock(mutex);
          require(!waiting, "the other thread waits, and this one has the lock");
          open = true;
          changed.notify_one();
        });
  });
}

TEST(ConditionVariable, GivesUpInVirtualTime) {
  expect_no_fault([] {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    const auto steady = steady_clock::now();
    const auto system = system_clock::now();
    require(!never.wait_for(lock, kHour, [] { return false; }), "the condition holds");
    require(steady_clock::now() - steady >= kHour, "gave up too early");
    require(!never.wait_until(lock, steady + 2 * kHour, [] { return false; }),
            "the condition holds");
    require(steady_clock::now() - steady >= 2 * kHour, "gave up too early");
    require(!never.wait_until(lock, system + 3 * kHour, [] { return false; }),
            "the condition holds");
    require(system_clock::now() - system >= 3 * kHour, "gave up too early");
    require(lock.owns_lock(), "came back without the lock");
  });
}

TEST(ConditionVariable, DoesNotGiveUpBeforeTimeHasPassed) {
  expect_no_fault([] {
    std::mutex mutex;
    std::condition_variable ready;
    bool open = false;
    in_parallel(
        [&] {
          const std::scoped_lock lock(mutex);
          open = true;
          ready.notify_one();
        },
        [&] {
          std::unique_lock lock(mutex);
          require(ready.wait_for(lock, kHour, [&] { return open; }),
                  "gave up although time stood still");
        });
  });
}

TEST(ConditionVariable, NotifiesAtTheExitOfAThread) {
  expect_no_fault([] {
    std::mutex mutex;
    std::condition_variable ended;
    int message = 0;
    std::thread thread([&] {
      std::unique_lock lock(mutex);
      message = 1;
      std::notify_all_at_thread_exit(ended, std::move(lock));
    });
    {
      std::unique_lock lock(mutex);
      ended.wait(lock, [&] { return message == 1; });
    }
    thread.join();
  });
}

// --- std::condition_variable_any ---

TEST(ConditionVariableAny, WaitsWithEveryKindOfLock) {
  expect_no_fault([] {
    std::shared_mutex mutex;
    std::condition_variable_any ready;
    int message = 0;
    in_parallel(
        [&] {
          {
            const std::unique_lock lock(mutex);
            message = 1;
          }
          ready.notify_all();
        },
        [&] {
          std::shared_lock lock(mutex);
          ready.wait(lock, [&] { return message == 1; });
        });
  });
}

TEST(ConditionVariableAny, EndsAWaitWhenItsTokenIsAskedToStop) {
  expect_no_fault([] {
    std::mutex mutex;
    std::condition_variable_any never;
    std::jthread thread([&](const std::stop_token& stop) {
      std::unique_lock lock(mutex);
      require(!never.wait(lock, stop, [] { return false; }), "the condition holds");
      require(stop.stop_requested(), "woke up without a request");
    });
    thread.request_stop();
  });
}

TEST(ConditionVariableAny, GivesUpInVirtualTime) {
  expect_no_fault([] {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    const auto start = steady_clock::now();
    require(!never.wait_for(lock, kHour, [] { return false; }), "the condition holds");
    require(steady_clock::now() - start >= kHour, "gave up too early");
  });
}

// --- Semaphores. At most one thread waits: with more, libstdc++ 12 can lose a wake-up itself. ---

TEST(CountingSemaphore, HandsOver) {
  expect_no_fault([] {
    std::counting_semaphore<4> semaphore(0);
    int message = 0;
    in_parallel(
        [&] {
          message = 1;
          semaphore.release();
        },
        [&] {
          semaphore.acquire();
          require(message == 1, "the message has not arrived");
        });
  });
}

TEST(CountingSemaphore, LetsInNoMoreThanItCounts) {
  expect_no_fault([] {
    std::counting_semaphore<2> semaphore(2);
    std::atomic<int> inside = 0;
    const auto enter = [&] {
      semaphore.acquire();
      require(++inside <= 2, "a third thread is inside");
      --inside;
      semaphore.release();
    };
    in_parallel(enter, enter, enter);
  });
}

TEST(CountingSemaphore, DoesNotProtectDataIfItLetsTwoIn) {
  expect_fault("data race", [] {
    std::counting_semaphore<2> semaphore(2);
    int count = 0;
    const auto add = [&] {
      semaphore.acquire();
      ++count;
      semaphore.release();
    };
    in_parallel(add, add);
    require(count <= 2, "never");
  });
}

TEST(BinarySemaphore, ExcludesAndHandsOver) {
  expect_no_fault([] {
    std::binary_semaphore semaphore(1);
    int count = 0;
    const auto add = [&] {
      semaphore.acquire();
      ++count;
      semaphore.release();
    };
    in_parallel(add, add);
    require(count == 2, "an update was lost");
  });
}

TEST(BinarySemaphore, GivesUpInVirtualTime) {
  expect_no_fault([] {
    std::binary_semaphore never(0);
    const auto start = steady_clock::now();
    require(!never.try_acquire(), "acquired what nobody released");
    require(!never.try_acquire_for(kHour), "acquired what nobody released");
    require(steady_clock::now() - start >= kHour, "gave up too early");
    require(!never.try_acquire_until(steady_clock::now() + kHour), "acquired what nobody released");
    require(steady_clock::now() - start >= 2 * kHour, "gave up too early");
  });
}

TEST(BinarySemaphore, ThatNobodyReleasesIsADeadlock) {
  expect_fault_among({"deadlock", "lost wake-up"}, [] {
    std::binary_semaphore never(0);
    never.acquire();
  });
}

// --- Latches and barriers ---

TEST(Latch, HandsOverWhatAllCountersDid) {
  expect_no_fault([] {
    std::latch latch(2);
    int left = 0;
    int right = 0;
    in_parallel(
        [&] {
          left = 1;
          latch.count_down();
        },
        [&] {
          right = 1;
          latch.count_down();
        },
        [&] {
          latch.wait();
          require(left == 1 && right == 1, "a message has not arrived");
        });
  });
}

TEST(Latch, LetsAllGoWhenTheLastArrives) {
  expect_no_fault([] {
    std::latch latch(2);
    std::atomic<int> arrived = 0;
    const auto meet = [&] {
      ++arrived;
      latch.arrive_and_wait();
      require(arrived == 2, "went on alone");
      require(latch.try_wait(), "the latch has closed again");
    };
    in_parallel(meet, meet);
  });
}

TEST(Latch, ThatIsNotCountedDownFarEnoughIsADeadlock) {
  expect_fault_among({"deadlock", "lost wake-up"}, [] {
    std::latch latch(2);
    in_parallel([&] { latch.count_down(); }, [&] { latch.wait(); });
  });
}

TEST(Barrier, HandsOverInEveryPhase) {
  expect_no_fault([] {
    std::barrier barrier(2);
    int left = 0;
    int right = 0;
    in_parallel(
        [&] {
          left = 1;
          barrier.arrive_and_wait();
          require(right == 1, "the message has not arrived");
          barrier.arrive_and_wait();
          left = 2;
        },
        [&] {
          right = 1;
          barrier.arrive_and_wait();
          require(left == 1, "the message has not arrived, or is too late");
          barrier.arrive_and_wait();
          right = 2;
        });
  });
}

TEST(Barrier, CompletesEachPhaseOnceBeforeItLetsGo) {
  expect_no_fault([] {
    int phases = 0;
    std::barrier barrier(2, [&phases]() noexcept { ++phases; });
    const auto work = [&] {
      barrier.arrive_and_wait();
      require(phases == 1, "not completed, or completed twice");
      barrier.arrive_and_wait();
    };
    in_parallel(work, work);
    require(phases == 2, "not completed once in each phase");
  });
}

TEST(Barrier, GoesOnWithoutThoseWhoDropped) {
  expect_no_fault([] {
    std::barrier barrier(2);
    in_parallel([&] { barrier.arrive_and_drop(); },
                [&] {
                  barrier.arrive_and_wait();
                  barrier.arrive_and_wait();
                });
  });
}

TEST(Barrier, ProtectsNothingWithinAPhase) {
  expect_fault("data race", [] {
    std::barrier barrier(2);
    int count = 0;
    const auto add = [&] {
      barrier.arrive_and_wait();
      ++count;
      barrier.arrive_and_wait();
    };
    in_parallel(add, add);
    require(count <= 2, "never");
  });
}

// --- std::atomic::wait ---

TEST(AtomicWait, SeesTheValueThatWasNotified) {
  expect_no_fault([] {
    std::atomic<int> stage = 0;
    int message = 0;
    in_parallel(
        [&] {
          message = 1;
          stage.store(1, std::memory_order_release);
          stage.notify_one();
        },
        [&] {
          stage.wait(0, std::memory_order_acquire);
          require(message == 1, "the message has not arrived");
        });
  });
}

TEST(AtomicWait, NotifyAllWakesEveryWaiter) {
  expect_no_fault([] {
    std::atomic<bool> open = false;
    const auto wait = [&] { open.wait(false); };
    in_parallel(wait, wait, [&] {
      open = true;
      open.notify_all();
    });
  });
}

TEST(AtomicWait, WithoutANotificationSleepsOn) {
  expect_fault_among({"deadlock", "lost wake-up"}, [] {
    std::atomic<int> stage = 0;
    in_parallel([&] { stage = 1; }, [&] { stage.wait(0); });
  });
}

TEST(AtomicWait, HandsOverOnlyByItsMemoryOrder) {
  expect_fault("data race", [] {
    std::atomic<int> stage = 0;
    int message = 0;
    in_parallel(
        [&] {
          message = 1;
          stage.store(1, std::memory_order_relaxed);
          stage.notify_one();
        },
        [&] {
          stage.wait(0, std::memory_order_relaxed);
          require(message < 2, "never");
        });
  });
}

TEST(AtomicFlag, IsWaitedFor) {
  expect_no_fault([] {
    std::atomic_flag done;
    int message = 0;
    in_parallel(
        [&] {
          message = 1;
          done.test_and_set();
          done.notify_one();
        },
        [&] {
          done.wait(false);
          require(message == 1, "the message has not arrived");
        });
  });
}

// --- POSIX ---

TEST(PosixSemaphore, HandsOverAndGivesUpInVirtualTime) {
  expect_no_fault([] {
    sem_t semaphore;
    sem_init(&semaphore, 0, 0);
    int message = 0;
    in_parallel(
        [&] {
          message = 1;
          sem_post(&semaphore);
        },
        [&] {
          sem_wait(&semaphore);
          require(message == 1, "the message has not arrived");
        });
    require(sem_trywait(&semaphore) == -1 && errno == EAGAIN, "acquired what nobody posted");
    timespec deadline = {};
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += 3600;
    const auto start = steady_clock::now();
    require(sem_timedwait(&semaphore, &deadline) == -1 && errno == ETIMEDOUT,
            "acquired what nobody posted");
    require(steady_clock::now() - start >= std::chrono::minutes(59), "gave up too early");
    sem_destroy(&semaphore);
  });
}

TEST(PosixSemaphore, ExcludesAndHandsOver) {
  expect_proved([] {
    sem_t semaphore;
    sem_init(&semaphore, 0, 1);
    int count = 0;
    const auto add = [&] {
      sem_wait(&semaphore);
      ++count;
      sem_post(&semaphore);
    };
    in_parallel(add, add);
    require(count == 2, "an update was lost");
    sem_destroy(&semaphore);
  });
}

TEST(PthreadBarrier, HandsOverAndNamesOneSerialThread) {
  expect_no_fault([] {
    pthread_barrier_t barrier;
    pthread_barrier_init(&barrier, nullptr, 2);
    int left = 0;
    int right = 0;
    std::atomic<int> serial_threads = 0;
    const auto meet = [&](int& mine, const int& others) {
      mine = 1;
      // The check believes that no thread is told -1, which is this constant.
      // NOLINTNEXTLINE(bugprone-posix-return)
      if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD) ++serial_threads;
      require(others == 1, "the message has not arrived");
    };
    in_parallel([&] { meet(left, right); }, [&] { meet(right, left); });
    require(serial_threads == 1, "not one serial thread");
    pthread_barrier_destroy(&barrier);
  });
}

}  // namespace
