// Under the explorer's control: what atomics hand over, containers and counts that threads share,
// and memory that the C library touches.

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <syncstream>
#include <thread>
#include <utility>
#include <vector>

#include "expect_exploration.hpp"

namespace {

using interleave::testing_explorer::expect_fault;
using interleave::testing_explorer::expect_fault_among;
using interleave::testing_explorer::expect_no_fault;
using interleave::testing_explorer::expect_proved;
using interleave::testing_explorer::in_parallel;
using interleave::testing_explorer::require;

// --- Atomics ---

// Plain data that is read once a flag has been seen.
template <std::memory_order kStore, std::memory_order kLoad>
void publish() {
  int message = 0;
  std::atomic<bool> flag = false;
  in_parallel(
      [&] {
        message = 1;
        flag.store(true, kStore);
      },
      [&] {
        if (flag.load(kLoad)) require(message == 1, "the message has not arrived");
      });
}

TEST(Atomic, HandsOverByReleaseAndAcquire) {
  expect_proved(publish<std::memory_order_release, std::memory_order_acquire>);
  expect_proved(publish<std::memory_order_seq_cst, std::memory_order_seq_cst>);
}

// The order is judged, not only the value: also without weak memory.
TEST(Atomic, HandsNothingOverIfOneSideIsRelaxed) {
  expect_fault("data race", publish<std::memory_order_relaxed, std::memory_order_relaxed>);
  expect_fault("data race", publish<std::memory_order_release, std::memory_order_relaxed>);
  expect_fault("data race", publish<std::memory_order_relaxed, std::memory_order_acquire>);
}

TEST(Atomic, HandsOverByFences) {
  expect_proved([] {
    int message = 0;
    std::atomic<bool> flag = false;
    in_parallel(
        [&] {
          message = 1;
          std::atomic_thread_fence(std::memory_order_release);
          flag.store(true, std::memory_order_relaxed);
        },
        [&] {
          if (!flag.load(std::memory_order_relaxed)) return;
          std::atomic_thread_fence(std::memory_order_acquire);
          require(message == 1, "the message has not arrived");
        });
  });
}

TEST(Atomic, ASignalFenceHandsNothingOver) {
  expect_fault("data race", [] {
    int message = 0;
    std::atomic<bool> flag = false;
    in_parallel(
        [&] {
          message = 1;
          std::atomic_signal_fence(std::memory_order_seq_cst);
          flag.store(true, std::memory_order_relaxed);
        },
        [&] {
          if (!flag.load(std::memory_order_relaxed)) return;
          std::atomic_signal_fence(std::memory_order_seq_cst);
          require(message < 2, "never");
        });
  });
}

TEST(AtomicRef, HandsOver) {
  expect_proved([] {
    int message = 0;
    int flag = 0;
    in_parallel(
        [&] {
          message = 1;
          std::atomic_ref(flag).store(1);
        },
        [&] {
          if (std::atomic_ref(flag).load() == 1) require(message == 1, "has not arrived");
        });
  });
}

TEST(AtomicRef, RacesWithAPlainAccess) {
  expect_fault("data race", [] {
    int count = 0;
    in_parallel([&] { std::atomic_ref(count).fetch_add(1); }, [&] { ++count; });
    require(count <= 2, "never");
  });
}

template <std::memory_order kAcquire, std::memory_order kRelease>
void add_under_a_spinlock() {
  std::atomic_flag locked;
  int count = 0;
  const auto add = [&] {
    while (locked.test_and_set(kAcquire)) {
    }
    ++count;
    locked.clear(kRelease);
  };
  in_parallel(add, add);
  require(count <= 2, "never");
}

TEST(AtomicFlag, IsASpinlock) {
  expect_no_fault(add_under_a_spinlock<std::memory_order_acquire, std::memory_order_release>);
}

TEST(AtomicFlag, IsNoSpinlockIfRelaxed) {
  expect_fault("data race",
               add_under_a_spinlock<std::memory_order_relaxed, std::memory_order_relaxed>);
  expect_fault("data race",
               add_under_a_spinlock<std::memory_order_acquire, std::memory_order_relaxed>);
}

TEST(Volatile, IsNotAtomic) {
  expect_fault("data race", [] {
    volatile bool flag = false;
    in_parallel([&] { flag = true; }, [&] { require(flag || !flag, "never"); });
  });
}

// The packaged library is built so that even the usual race detectors accuse it; we must not.
TEST(AtomicSharedPtr, IsNotAccused) {
  expect_fault_among({"", "unsupported"}, [] {
    std::atomic<std::shared_ptr<int>> pointer = std::make_shared<int>(1);
    in_parallel([&] { pointer.store(std::make_shared<int>(2)); },
                [&] {
                  const std::shared_ptr<int> seen = pointer.load();
                  require(*seen == 1 || *seen == 2, "another value");
                });
  });
}

// --- Shared ownership ---

TEST(SharedPtr, DestroysItsObjectOnceAfterTheLastUse) {
  expect_no_fault([] {
    std::atomic<int> destroyed = 0;
    struct Counts {
      std::atomic<int>* target;
      int uses = 0;
      explicit Counts(std::atomic<int>* counter) : target(counter) {}
      Counts(const Counts&) = delete;
      Counts& operator=(const Counts&) = delete;
      ~Counts() { *target += uses == 7 ? 1 : 100; }
    };
    auto first = std::make_shared<Counts>(&destroyed);
    first->uses = 7;
    auto second = first;
    in_parallel([mine = std::move(first)]() mutable { mine.reset(); },
                [mine = std::move(second)]() mutable { mine.reset(); });
    require(destroyed == 1, "not destroyed, or destroyed twice");
  });
}

TEST(SharedPtr, CountsAllCopies) {
  expect_no_fault([] {
    const auto shared = std::make_shared<int>(1);
    const auto copy = [&shared] {
      // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
      const std::shared_ptr<int> mine = shared;
      require(*mine == 1, "another value");
    };
    in_parallel(copy, copy);
    require(shared.use_count() == 1, "a copy is left");
  });
}

TEST(SharedPtr, IsItselfNotProtected) {
  expect_fault_among({"data race", "use after free"}, [] {
    auto shared = std::make_shared<int>(1);
    in_parallel([&] { shared = std::make_shared<int>(2); },
                [&] {
                  // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
                  const std::shared_ptr<int> mine = shared;
                  require(mine != nullptr, "never");
                });
  });
}

TEST(WeakPtr, LocksOrFindsNothing) {
  expect_no_fault([] {
    auto shared = std::make_shared<int>(1);
    const std::weak_ptr<int> weak = shared;
    in_parallel([mine = std::move(shared)]() mutable { mine.reset(); },
                [&weak] {
                  const std::shared_ptr<int> mine = weak.lock();
                  if (mine != nullptr) require(*mine == 1, "another value");
                });
  });
}

// --- Memory ---

TEST(Heap, AnAccessAfterTheDeleteIsFound) {
  expect_fault_among({"use after free", "data race"}, [] {
    auto* value = new int(1);
    std::atomic<bool> deleted = false;
    in_parallel(
        [&] {
          delete value;
          deleted = true;
        },
        [&] {
          // NOLINTNEXTLINE(clang-analyzer-cplusplus.NewDelete)
          if (deleted) require(*value != 12345, "never");
        });
  });
}

// Before anything was explored, when the explorer has no memory of its own yet.
void* const growing_from_nothing = std::realloc(nullptr, 1);

TEST(Heap, GrowsFromNothingBeforeAnythingIsExplored) {
  EXPECT_NE(growing_from_nothing, nullptr);
  std::free(growing_from_nothing);
}

TEST(Heap, MemoryThatIsReusedByAnotherThreadIsNoRace) {
  expect_no_fault([] {
    const auto use = [] {
      for (int i = 0; i < 3; ++i) {
        const auto value = std::make_unique<int>(i);
        require(*value == i, "another value");
      }
    };
    in_parallel(use, use);
  });
}

// --- Containers ---

TEST(Containers, MayBeSharedUnderAMutex) {
  expect_no_fault([] {
    std::mutex mutex;
    std::string text;
    std::vector<int> numbers;
    std::map<int, std::string> names;
    const auto add = [&](int number) {
      const std::scoped_lock lock(mutex);
      text += "a text that does not fit into the string itself";
      numbers.push_back(number);
      names[number] = text;
    };
    in_parallel([&] { add(1); }, [&] { add(2); });
    require(numbers.size() == 2 && names.size() == 2, "an element was lost");
  });
}

// A container that two threads change at once may go wrong in any way, not only by the race.
const std::vector<std::string> kBrokenContainer = {"data race", "use after free", "crash"};

TEST(Containers, AVectorWithoutAMutexIsFound) {
  expect_fault_among(kBrokenContainer, [] {
    std::vector<int> numbers;
    const auto add = [&] { numbers.push_back(1); };
    in_parallel(add, add);
    require(numbers.size() <= 2, "never");
  });
}

TEST(Containers, AStringWithoutAMutexIsFound) {
  expect_fault_among(kBrokenContainer, [] {
    std::string text = "some";
    const auto add = [&] { text += 'x'; };
    in_parallel(add, add);
    require(text.size() <= 6, "never");
  });
}

TEST(Containers, AMapWithoutAMutexIsFound) {
  expect_fault_among(kBrokenContainer, [] {
    std::map<int, int> numbers;
    in_parallel([&] { numbers[1] = 1; }, [&] { numbers[2] = 2; });
    require(numbers.size() <= 2, "never");
  });
}

TEST(Containers, DifferentElementsOfAVectorAreNoRace) {
  expect_proved([] {
    std::vector<int> numbers(2);
    in_parallel([&] { numbers[0] = 1; }, [&] { numbers[1] = 2; });
    require(numbers[0] == 1 && numbers[1] == 2, "an element was lost");
  });
}

TEST(Containers, DifferentElementsOfAVectorOfBoolAreOneLocation) {
  expect_fault("data race", [] {
    std::vector<bool> bits(2);
    in_parallel([&] { bits[0] = true; }, [&] { bits[1] = true; });
    require(bits.size() == 2, "never");
  });
}

TEST(Osyncstream, WritesWholeLines) {
  expect_no_fault([] {
    std::ostringstream stream;
    const auto write = [&](const char* line) { std::osyncstream(stream) << line << '\n'; };
    in_parallel([&] { write("left"); }, [&] { write("right"); });
    const std::string text = stream.str();
    require(text == "left\nright\n" || text == "right\nleft\n", "the lines are mixed");
  });
}

// --- The memory functions of C ---

using Buffer = std::array<char, 64>;

/// A length that the compiler does not know, so that it cannot replace the call by moves.
std::size_t half() {
  volatile std::size_t length = sizeof(Buffer) / 2;
  return length;
}

/// One thread runs `write` on a buffer, the other `read`.
template <class Write, class Read>
void touch_at_once(Write write, Read read) {
  Buffer shared = {};
  in_parallel([&] { write(shared); }, [&] { read(shared); });
  require(shared.back() == '\0', "never");
}

void look_at_the_start(const Buffer& shared) { require(shared[0] != 'z', "never"); }

TEST(MemoryFunctions, MemsetRacesWithARead) {
  expect_fault("data race", [] {
    touch_at_once([](Buffer& shared) { std::memset(shared.data(), 'a', half()); },
                  look_at_the_start);
  });
}

TEST(MemoryFunctions, MemcpyRacesByWhatItWrites) {
  expect_fault("data race", [] {
    touch_at_once(
        [](Buffer& shared) {
          const Buffer source = {'a'};
          std::memcpy(shared.data(), source.data(), half());
        },
        look_at_the_start);
  });
}

TEST(MemoryFunctions, MemcpyRacesByWhatItReads) {
  expect_fault("data race", [] {
    touch_at_once([](Buffer& shared) { shared[0] = 'a'; },
                  [](Buffer& shared) {
                    Buffer copy = {};
                    std::memcpy(copy.data(), shared.data(), half());
                    require(copy[0] != 'z', "never");
                  });
  });
}

TEST(MemoryFunctions, MemmoveRacesWithARead) {
  expect_fault("data race", [] {
    touch_at_once([](Buffer& shared) { std::memmove(shared.data(), shared.data() + 1, half()); },
                  look_at_the_start);
  });
}

TEST(MemoryFunctions, StrcpyRacesWithARead) {
  expect_fault("data race", [] {
    touch_at_once(
        [](Buffer& shared) {
          const std::string source(half(), 'a');
          std::strcpy(shared.data(), source.c_str());  // NOLINT: it is strcpy that is tested
        },
        look_at_the_start);
  });
}

TEST(MemoryFunctions, HalvesOfABufferAreNoRace) {
  expect_proved([] {
    touch_at_once([](Buffer& shared) { std::memset(shared.data(), 'a', half()); },
                  [](Buffer& shared) { std::memset(shared.data() + half(), 0, half()); });
  });
}

}  // namespace
