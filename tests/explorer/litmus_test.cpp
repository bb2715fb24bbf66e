// The explorer's weak memory against C++20 [intro.races] and [atomics.order], between locations.
// litmus_coherence_test.cpp has the rules for a single location.

#include "litmus.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

namespace {

using interleave::testing_explorer::expect_allowed;
using interleave::testing_explorer::expect_forbidden;
using interleave::testing_explorer::expect_never;
using interleave::testing_explorer::expect_no_fault;
using interleave::testing_explorer::in_parallel;
using interleave::testing_explorer::kAcqRel;
using interleave::testing_explorer::kAcqRelFence;
using interleave::testing_explorer::kAcquire;
using interleave::testing_explorer::kAcquireFence;
using interleave::testing_explorer::kEnough;
using interleave::testing_explorer::kNothing;
using interleave::testing_explorer::kRelaxed;
using interleave::testing_explorer::kRelease;
using interleave::testing_explorer::kReleaseFence;
using interleave::testing_explorer::kSeqCst;
using interleave::testing_explorer::kSeqCstFence;
using Order = std::memory_order;

// --- Store buffering: both threads read what the other has not written yet. ---

template <Order kStore, Order kLoad, class First = decltype(kNothing), class Second = First>
bool store_buffering(First first_between = {}, Second second_between = {}) {
  std::atomic<int> x = 0;
  std::atomic<int> y = 0;
  int read_y = -1;
  int read_x = -1;
  in_parallel(
      [&] {
        x.store(1, kStore);
        first_between();
        read_y = y.load(kLoad);
      },
      [&] {
        y.store(1, kStore);
        second_between();
        read_x = x.load(kLoad);
      });
  return read_y == 0 && read_x == 0;
}

TEST(StoreBuffering, IsForbiddenIfAllIsSeqCst) {
  expect_forbidden([] { return store_buffering<kSeqCst, kSeqCst>(); });
}

TEST(StoreBuffering, IsAllowedByReleaseAndAcquire) {
  expect_allowed([] { return store_buffering<kRelease, kAcquire>(); });
}

TEST(StoreBuffering, IsAllowedIfAllIsRelaxed) {
  expect_allowed([] { return store_buffering<kRelaxed, kRelaxed>(); });
}

TEST(StoreBuffering, IsAllowedIfOnlyTheStoresAreSeqCst) {
  expect_allowed([] { return store_buffering<kSeqCst, kRelaxed>(); });
  expect_allowed([] { return store_buffering<kSeqCst, kAcquire>(); });
}

TEST(StoreBuffering, IsForbiddenBySeqCstFencesOnBothSides) {
  expect_forbidden([] { return store_buffering<kRelaxed, kRelaxed>(kSeqCstFence, kSeqCstFence); });
}

TEST(StoreBuffering, IsAllowedIfOnlyOneThreadHasAFence) {
  expect_allowed([] { return store_buffering<kRelaxed, kRelaxed>(kSeqCstFence, kNothing); });
}

TEST(StoreBuffering, IsAllowedIfTheFencesAreWeakerThanSeqCst) {
  expect_allowed([] { return store_buffering<kRelaxed, kRelaxed>(kAcqRelFence, kAcqRelFence); });
}

// One thread has a fence between relaxed accesses; the other has none.
template <Order kStore, Order kLoad>
bool store_buffering_against_a_fence() {
  std::atomic<int> x = 0;
  std::atomic<int> y = 0;
  int read_y = -1;
  int read_x = -1;
  in_parallel(
      [&] {
        x.store(1, kRelaxed);
        std::atomic_thread_fence(kSeqCst);
        read_y = y.load(kRelaxed);
      },
      [&] {
        y.store(1, kStore);
        read_x = x.load(kLoad);
      });
  return read_y == 0 && read_x == 0;
}

TEST(StoreBuffering, IsForbiddenBetweenASeqCstFenceAndSeqCstAccesses) {
  expect_forbidden([] { return store_buffering_against_a_fence<kSeqCst, kSeqCst>(); });
}

TEST(StoreBuffering, IsAllowedBetweenASeqCstFenceAndASeqCstStoreWithARelaxedLoad) {
  expect_allowed([] { return store_buffering_against_a_fence<kSeqCst, kRelaxed>(); });
}

// --- Message passing: the flag has arrived, the message has not. ---

template <Order kStore, Order kLoad, class Sender = decltype(kNothing), class Receiver = Sender>
bool message_passing(Sender before_the_store = {}, Receiver after_the_load = {}) {
  std::atomic<int> message = 0;
  std::atomic<int> flag = 0;
  int read_flag = -1;
  int read_message = -1;
  in_parallel(
      [&] {
        message.store(1, kRelaxed);
        before_the_store();
        flag.store(1, kStore);
      },
      [&] {
        read_flag = flag.load(kLoad);
        after_the_load();
        read_message = message.load(kRelaxed);
      });
  return read_flag == 1 && read_message == 0;
}

TEST(MessagePassing, ArrivesByReleaseAndAcquire) {
  expect_forbidden([] { return message_passing<kRelease, kAcquire>(); });
}

TEST(MessagePassing, ArrivesBySeqCst) {
  expect_forbidden([] { return message_passing<kSeqCst, kSeqCst>(); });
  expect_forbidden([] { return message_passing<kSeqCst, kAcquire>(); });
  expect_forbidden([] { return message_passing<kRelease, kSeqCst>(); });
}

TEST(MessagePassing, MayBeLateIfTheFlagIsRelaxed) {
  expect_allowed([] { return message_passing<kRelaxed, kRelaxed>(); });
}

TEST(MessagePassing, MayBeLateIfOnlyOneSideIsOrdered) {
  expect_allowed([] { return message_passing<kRelease, kRelaxed>(); });
  expect_allowed([] { return message_passing<kRelaxed, kAcquire>(); });
  expect_allowed([] { return message_passing<kSeqCst, kRelaxed>(); });
  expect_allowed([] { return message_passing<kRelaxed, kSeqCst>(); });
}

TEST(MessagePassing, ArrivesByFencesOnBothSides) {
  expect_forbidden(
      [] { return message_passing<kRelaxed, kRelaxed>(kReleaseFence, kAcquireFence); });
  expect_forbidden([] { return message_passing<kRelaxed, kRelaxed>(kAcqRelFence, kAcqRelFence); });
  expect_forbidden([] { return message_passing<kRelaxed, kRelaxed>(kSeqCstFence, kSeqCstFence); });
}

TEST(MessagePassing, ArrivesByAFenceOnOneSideAndAnOrderOnTheOther) {
  expect_forbidden([] { return message_passing<kRelaxed, kAcquire>(kReleaseFence, kNothing); });
  expect_forbidden([] { return message_passing<kRelease, kRelaxed>(kNothing, kAcquireFence); });
}

TEST(MessagePassing, MayBeLateIfOnlyOneSideHasAFence) {
  expect_allowed([] { return message_passing<kRelaxed, kRelaxed>(kReleaseFence, kNothing); });
  expect_allowed([] { return message_passing<kRelaxed, kRelaxed>(kNothing, kAcquireFence); });
}

TEST(MessagePassing, MayBeLateIfTheFencesAreOfTheWrongKind) {
  expect_allowed([] { return message_passing<kRelaxed, kRelaxed>(kAcquireFence, kReleaseFence); });
}

TEST(MessagePassing, MayBeLateIfTheReleaseFenceComesAfterTheFlag) {
  expect_allowed([] {
    std::atomic<int> message = 0;
    std::atomic<int> flag = 0;
    int read_flag = -1;
    int read_message = -1;
    in_parallel(
        [&] {
          message.store(1, kRelaxed);
          flag.store(1, kRelaxed);
          std::atomic_thread_fence(kRelease);
        },
        [&] {
          read_flag = flag.load(kAcquire);
          read_message = message.load(kRelaxed);
        });
    return read_flag == 1 && read_message == 0;
  });
}

// The receiver takes the flag by an exchange, which reads the latest value but orders no more than
// it says.
template <Order kExchange>
bool message_taken_by_exchange() {
  std::atomic<int> message = 0;
  std::atomic<int> flag = 0;
  int read_flag = -1;
  int read_message = -1;
  in_parallel(
      [&] {
        message.store(1, kRelaxed);
        flag.store(1, kRelease);
      },
      [&] {
        read_flag = flag.exchange(2, kExchange);
        read_message = message.load(kRelaxed);
      });
  return read_flag == 1 && read_message == 0;
}

TEST(MessagePassing, ArrivesByAnAcquiringExchange) {
  expect_forbidden([] { return message_taken_by_exchange<kAcquire>(); });
  expect_forbidden([] { return message_taken_by_exchange<kAcqRel>(); });
}

TEST(MessagePassing, MayBeLateIfTheExchangeDoesNotAcquire) {
  expect_allowed([] { return message_taken_by_exchange<kRelaxed>(); });
  expect_allowed([] { return message_taken_by_exchange<kRelease>(); });
}

TEST(MessagePassing, ArrivesWithAMutex) {
  expect_forbidden([] {
    std::mutex mutex;
    bool sent = false;
    std::atomic<int> message = 0;
    bool read_sent = false;
    int read_message = -1;
    in_parallel(
        [&] {
          const std::scoped_lock lock(mutex);
          message.store(1, kRelaxed);
          sent = true;
        },
        [&] {
          const std::scoped_lock lock(mutex);
          read_sent = sent;
          read_message = message.load(kRelaxed);
        });
    return read_sent && read_message == 0;
  });
}

TEST(MessagePassing, ArrivesWithTheStartOfAThread) {
  expect_forbidden([] {
    std::atomic<int> message = 0;
    int read_message = -1;
    message.store(1, kRelaxed);
    in_parallel([&] { read_message = message.load(kRelaxed); });
    return read_message == 0;
  });
}

TEST(MessagePassing, ArrivesWithTheEndOfAThread) {
  expect_forbidden([] {
    std::atomic<int> message = 0;
    in_parallel([&] { message.store(1, kRelaxed); });
    return message.load(kRelaxed) == 0;
  });
}

TEST(MessagePassing, TheFlagIsSeenAfterAFiniteTime) {
  expect_no_fault(
      [] {
        std::atomic<bool> flag = false;
        in_parallel([&] { flag.store(true, kRelaxed); },
                    [&] {
                      while (!flag.load(kRelaxed)) {
                      }
                    });
      },
      {.schedules = kEnough, .weak_memory = true});
}

// --- Atomic references obey the same rules. ---

template <Order kStore, Order kLoad>
bool message_by_atomic_ref() {
  int message = 0;
  int flag = 0;
  int read_flag = -1;
  int read_message = -1;
  in_parallel(
      [&] {
        std::atomic_ref(message).store(1, kRelaxed);
        std::atomic_ref(flag).store(1, kStore);
      },
      [&] {
        read_flag = std::atomic_ref(flag).load(kLoad);
        read_message = std::atomic_ref(message).load(kRelaxed);
      });
  return read_flag == 1 && read_message == 0;
}

TEST(AtomicRef, PassesAMessageByReleaseAndAcquire) {
  expect_forbidden([] { return message_by_atomic_ref<kRelease, kAcquire>(); });
}

TEST(AtomicRef, MayPassItLateIfRelaxed) {
  expect_allowed([] { return message_by_atomic_ref<kRelaxed, kRelaxed>(); });
}

// --- Independent reads of independent writes: two readers disagree on the order of two writes. ---

template <Order kStore, Order kLoad, class Between = decltype(kNothing)>
bool readers_disagree(Between between = {}) {
  std::atomic<int> x = 0;
  std::atomic<int> y = 0;
  int first_x = -1;
  int first_y = -1;
  int second_y = -1;
  int second_x = -1;
  in_parallel([&] { x.store(1, kStore); }, [&] { y.store(1, kStore); },
              [&] {
                first_x = x.load(kLoad);
                between();
                first_y = y.load(kLoad);
              },
              [&] {
                second_y = y.load(kLoad);
                between();
                second_x = x.load(kLoad);
              });
  return first_x == 1 && first_y == 0 && second_y == 1 && second_x == 0;
}

TEST(IndependentReads, MayDisagreeByReleaseAndAcquire) {
  expect_allowed([] { return readers_disagree<kRelease, kAcquire>(); });
}

TEST(IndependentReads, MayDisagreeIfRelaxed) {
  expect_allowed([] { return readers_disagree<kRelaxed, kRelaxed>(); });
}

TEST(IndependentReads, AgreeIfAllIsSeqCst) {
  expect_forbidden([] { return readers_disagree<kSeqCst, kSeqCst>(); });
}

TEST(IndependentReads, AgreeBySeqCstFences) {
  expect_forbidden([] { return readers_disagree<kRelaxed, kRelaxed>(kSeqCstFence); });
}

TEST(IndependentReads, MayDisagreeByWeakerFences) {
  expect_allowed([] { return readers_disagree<kRelaxed, kRelaxed>(kAcqRelFence); });
}

// --- Causality over a third thread. ---

// What the middle thread has read of x must be seen by whoever sees what it wrote thereafter.
template <Order kStore, Order kLoad>
bool write_to_read_causality_is_broken() {
  std::atomic<int> x = 0;
  std::atomic<int> y = 0;
  int middle_x = -1;
  int last_y = -1;
  int last_x = -1;
  in_parallel([&] { x.store(1, kRelaxed); },
              [&] {
                middle_x = x.load(kRelaxed);
                y.store(1, kStore);
              },
              [&] {
                last_y = y.load(kLoad);
                last_x = x.load(kRelaxed);
              });
  return middle_x == 1 && last_y == 1 && last_x == 0;
}

TEST(WriteToReadCausality, HoldsByReleaseAndAcquireEvenIfTheReadWasRelaxed) {
  expect_forbidden([] { return write_to_read_causality_is_broken<kRelease, kAcquire>(); });
}

TEST(WriteToReadCausality, MayFailIfAllIsRelaxed) {
  expect_allowed([] { return write_to_read_causality_is_broken<kRelaxed, kRelaxed>(); });
}

// The same with fences: the middle thread's read of x comes before its fence.
template <class Between>
bool read_to_write_causality_is_broken(Between between) {
  std::atomic<int> x = 0;
  std::atomic<int> y = 0;
  int middle_x = -1;
  int middle_y = -1;
  int last_x = -1;
  in_parallel([&] { x.store(1, kRelaxed); },
              [&] {
                middle_x = x.load(kRelaxed);
                between();
                middle_y = y.load(kRelaxed);
              },
              [&] {
                y.store(1, kRelaxed);
                between();
                last_x = x.load(kRelaxed);
              });
  return middle_x == 1 && middle_y == 0 && last_x == 0;
}

TEST(ReadToWriteCausality, HoldsBySeqCstFences) {
  expect_forbidden([] { return read_to_write_causality_is_broken(kSeqCstFence); });
}

TEST(ReadToWriteCausality, MayFailByWeakerFences) {
  expect_allowed([] { return read_to_write_causality_is_broken(kAcqRelFence); });
}

// A message handed on by a chain of two flags (known as ISA2).
template <Order kStore, Order kMiddleLoad, Order kLoad>
bool chain_is_broken() {
  std::atomic<int> message = 0;
  std::atomic<int> first_flag = 0;
  std::atomic<int> second_flag = 0;
  int read_first = -1;
  int read_second = -1;
  int read_message = -1;
  in_parallel(
      [&] {
        message.store(1, kRelaxed);
        first_flag.store(1, kStore);
      },
      [&] {
        read_first = first_flag.load(kMiddleLoad);
        second_flag.store(1, kStore);
      },
      [&] {
        read_second = second_flag.load(kLoad);
        read_message = message.load(kRelaxed);
      });
  return read_first == 1 && read_second == 1 && read_message == 0;
}

TEST(ChainOfFlags, CarriesTheMessageByReleaseAndAcquire) {
  expect_forbidden([] { return chain_is_broken<kRelease, kAcquire, kAcquire>(); });
}

TEST(ChainOfFlags, MayLoseItIfTheMiddleThreadDoesNotAcquire) {
  expect_allowed([] { return chain_is_broken<kRelease, kRelaxed, kAcquire>(); });
}

TEST(ChainOfFlags, MayLoseItIfAllIsRelaxed) {
  expect_allowed([] { return chain_is_broken<kRelaxed, kRelaxed, kRelaxed>(); });
}

// --- What C++20 forbids, or what the explorer does not model and therefore never shows. ---

// 2+2W: each cell ends with the value that was written to it first.
template <Order kStore>
bool both_first_writes_last() {
  std::atomic<int> x = 0;
  std::atomic<int> y = 0;
  in_parallel(
      [&] {
        x.store(1, kStore);
        y.store(2, kStore);
      },
      [&] {
        y.store(1, kStore);
        x.store(2, kStore);
      });
  return x.load(kRelaxed) == 1 && y.load(kRelaxed) == 1;
}

TEST(TwoByTwoWrites, CannotBothBeInTheOtherOrderIfSeqCst) {
  expect_forbidden([] { return both_first_writes_last<kSeqCst>(); });
}

// C++20 allows the outcomes below. The explorer's modification order is the order of execution, its
// loads come before the stores behind them, and its seq_cst loads never miss a seq_cst store.

TEST(NotModelled, TwoByTwoWritesInTheOtherOrderIfRelaxed) {
  expect_never([] { return both_first_writes_last<kRelaxed>(); });
}

TEST(NotModelled, LoadBuffering) {
  expect_never([] {
    std::atomic<int> x = 0;
    std::atomic<int> y = 0;
    int read_y = -1;
    int read_x = -1;
    in_parallel(
        [&] {
          read_y = y.load(kRelaxed);
          x.store(1, kRelaxed);
        },
        [&] {
          read_x = x.load(kRelaxed);
          y.store(1, kRelaxed);
        });
    return read_y == 1 && read_x == 1;
  });
}

TEST(StoreBuffering, IsAllowedIfOnlyTheLoadsAreSeqCst) {
  expect_allowed([] { return store_buffering<kRelaxed, kSeqCst>(); });
}

}  // namespace
