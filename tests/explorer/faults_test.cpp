// Bodies that end badly, or not at all: each is a finding, and neither a hang nor a crash of the
// program that explores. Where several kinds would be right, the tests accept each of them.

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <latch>
#include <memory>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "expect_exploration.hpp"
#include "explorer/hooks.hpp"

namespace {

using interleave::Exploration;
using interleave::run_exploration;
using interleave::testing_explorer::describe;
using interleave::testing_explorer::expect_fault;
using interleave::testing_explorer::expect_fault_among;
using interleave::testing_explorer::expect_no_fault;
using interleave::testing_explorer::in_parallel;
using interleave::testing_explorer::require;

/// A value that the compiler does not know.
template <class Value>
Value opaque(Value value) {
  volatile Value hidden = value;
  return hidden;
}

// --- Nothing at all ---

TEST(EmptyBody, IsProvedByOneSchedule) {
  const Exploration found = run_exploration([] {});
  EXPECT_EQ(found.fault, "") << describe(found);
  EXPECT_TRUE(found.complete) << describe(found);
  EXPECT_EQ(found.schedules, 1U) << describe(found);
}

// --- Standstills that a test has a name for ---

void wait_for_nobody() {
  std::latch never(1);
  std::thread([&] { never.wait(); }).join();
}

TEST(Standstill, HasTheMeaningThatTheTestGaveIt) {
  interleave::set_standstill_hook([] { return interleave::Standstill{0, 0, "unbalanced: idle."}; });
  const Exploration found = run_exploration(wait_for_nobody);
  interleave::set_standstill_hook(nullptr);
  EXPECT_EQ(found.fault, "wrong result") << describe(found);
  EXPECT_EQ(found.sentence.rfind("unbalanced: idle.\nNo thread can go on: the test waits for ", 0),
            0U)
      << describe(found);
  EXPECT_EQ(found.waiting.size(), 2U) << describe(found);
}

TEST(Standstill, InARendezvousIsSerialWhateverItMeansElse) {
  interleave::set_standstill_hook([] { return interleave::Standstill{1, 2, "unbalanced: idle."}; });
  const Exploration found = run_exploration(wait_for_nobody);
  interleave::set_standstill_hook(nullptr);
  EXPECT_EQ(found.fault, "serial") << describe(found);
}

// --- Bodies that never end ---

TEST(EndlessBody, ThatReadsAVolatile) {
  expect_fault_among({"livelock", "hang"}, [] {
    volatile bool go_on = true;
    while (go_on) {
    }
  });
}

TEST(EndlessBody, ThatCallsNothingTheExplorerSees) {
  expect_fault_among({"livelock", "hang"}, [] {
    while (true) asm volatile("");
  });
}

TEST(EndlessBody, ThatCountsAnAtomic) {
  expect_fault_among({"livelock", "hang"}, [] {
    std::atomic<unsigned> count = 0;
    while (true) count.fetch_add(1, std::memory_order_relaxed);
  });
}

TEST(EndlessBody, ThatLocksAndUnlocks) {
  expect_fault_among({"livelock", "hang"}, [] {
    std::mutex mutex;
    while (true) const std::scoped_lock lock(mutex);
  });
}

TEST(Spin, OnAnAtomicThatNobodyWritesIsALivelock) {
  expect_fault("livelock", [] {
    std::atomic<bool> never = false;
    while (!never) {
    }
  });
}

TEST(Spin, WithYieldOnAnAtomicThatNobodyWritesIsALivelock) {
  expect_fault("livelock", [] {
    std::atomic<bool> never = false;
    std::thread([&] {
      while (!never) std::this_thread::yield();
    }).join();
  });
}

TEST(Spin, OfTwoThreadsOnEachOtherIsALivelock) {
  expect_fault("livelock", [] {
    std::atomic<bool> left = false;
    std::atomic<bool> right = false;
    in_parallel(
        [&] {
          while (!right) {
          }
          left = true;
        },
        [&] {
          while (!left) {
          }
          right = true;
        });
  });
}

TEST(Spin, OnWhatAnotherThreadWritesIsNoLivelock) {
  expect_no_fault([] {
    std::atomic<bool> flag = false;
    in_parallel(
        [&] {
          while (!flag) {
          }
        },
        [&] { flag = true; });
  });
}

// --- Bodies that the explorer does not control ---

TEST(Uncontrolled, AReadThatBlocksIsUnsupported) {
  expect_fault("unsupported", [] {
    std::array<int, 2> ends = {};
    require(pipe(ends.data()) == 0, "no pipe");
    char byte = 0;
    const ssize_t count = read(ends[0], &byte, 1);
    require(count == 1 && byte != 0, "never");
  });
}

TEST(Uncontrolled, AReadThatAnotherThreadWouldEndIsNeverAccused) {
  expect_fault_among({"", "unsupported"}, [] {
    std::array<int, 2> ends = {};
    require(pipe(ends.data()) == 0, "no pipe");
    in_parallel(
        [&] {
          char byte = 0;
          require(read(ends[0], &byte, 1) == 1 && byte == 'x', "another byte");
        },
        [&] { require(write(ends[1], "x", 1) == 1, "not written"); });
    close(ends[0]);
    close(ends[1]);
  });
}

TEST(Uncontrolled, AForkIsUnsupported) {
  expect_fault("unsupported", [] {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    int status = 0;
    waitpid(child, &status, 0);
  });
}

// Starts `count` threads, none of which ends before all have started.
void start_at_once(int count) {
  std::latch all(count);
  std::vector<std::thread> threads;
  threads.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) threads.emplace_back([&all] { all.arrive_and_wait(); });
  for (std::thread& thread : threads) thread.join();
}

TEST(Limits, TwentyThreadsAtOnceAreFine) {
  expect_no_fault([] { start_at_once(20); }, {.schedules = 20});
}

TEST(Limits, TwoHundredThreadsAtOnceAreUnsupported) {
  expect_fault("unsupported", [] { start_at_once(200); }, {.schedules = 20});
}

TEST(Limits, TwoHundredThreadsOneAfterTheOtherAreNeverAccused) {
  expect_fault_among({"", "unsupported"},
                     [] {
                       for (int i = 0; i < 200; ++i) std::thread([] {}).join();
                     },
                     {.schedules = 20});
}

TEST(Limits, ALargeVectorIsSharedProperly) {
  expect_no_fault(
      [] {
        std::mutex mutex;
        std::vector<int> numbers;
        const auto fill = [&] {
          const std::scoped_lock lock(mutex);
          for (int i = 0; i < 100'000; ++i) numbers.push_back(i);
        };
        in_parallel(fill, fill);
        require(numbers.size() == 200'000 && numbers.back() == 99'999, "an element was lost");
      },
      {.schedules = 10});
}

TEST(Limits, ALargeVectorThatIsNotSharedProperlyIsARace) {
  expect_fault("data race",
               [] {
                 std::vector<int> numbers(200'000);
                 const auto add = [&] {
                   for (int& number : numbers) ++number;
                 };
                 in_parallel(add, add);
                 require(numbers.back() <= 2, "never");
               },
               {.schedules = 10});
}

TEST(Limits, ManyLocksAreNeverAccused) {
  expect_fault_among({"", "unsupported"},
                     [] {
                       std::mutex mutex;
                       int count = 0;
                       const auto add = [&] {
                         for (int i = 0; i < 50'000; ++i) {
                           const std::scoped_lock lock(mutex);
                           ++count;
                         }
                       };
                       in_parallel(add, add);
                       require(count == 100'000, "an update was lost");
                     },
                     {.schedules = 5});
}

TEST(Limits, MemoryWithoutEndIsNeverAccusedOfAnythingElse) {
  expect_fault_among({"unsupported", "crash"}, [] {
    // Should the explorer have no limit of its own: the machine must survive this test.
    const rlimit limit = {.rlim_cur = rlim_t{4} << 30U, .rlim_max = rlim_t{4} << 30U};
    setrlimit(RLIMIT_AS, &limit);
    constexpr std::size_t kChunk = 1U << 20U;
    std::vector<std::unique_ptr<char[]>> chunks;  // NOLINT(modernize-avoid-c-arrays)
    while (true) {
      chunks.emplace_back(new char[kChunk]);
      std::memset(chunks.back().get(), 1, kChunk);
    }
  });
}

// --- Threads that are left behind ---

TEST(ThreadLeftBehind, DetachedAndBlockedIsNeverJoined) {
  expect_fault("thread never joined", [] {
    const auto never = std::make_shared<std::latch>(1);
    std::thread([never] { never->wait(); }).detach();
  });
}

TEST(ThreadLeftBehind, EndedButNeverJoined) {
  expect_fault("thread never joined", [] {
    // The object is leaked on purpose: its destructor would end the program.
    auto* thread = new std::thread([] {});
    require(thread->joinable(), "not started");
  });
}

// --- Crashes ---

void expect_crash_that_says(const std::string& words, const std::function<void()>& body) {
  const Exploration found = run_exploration(body);
  EXPECT_EQ(found.fault, "crash") << describe(found);
  EXPECT_NE(found.sentence.find(words), std::string::npos) << describe(found);
  EXPECT_EQ(found.first_failure, 1U) << describe(found);
}

TEST(Crash, AnExceptionThatLeavesTheBodySaysWhat) {
  expect_crash_that_says("left the body", [] { throw std::runtime_error("left the body"); });
}

TEST(Crash, AnExceptionThatLeavesAThreadSaysWhat) {
  expect_crash_that_says("left the thread", [] {
    std::thread([] { throw std::runtime_error("left the thread"); }).join();
  });
}

TEST(Crash, AnExceptionThatIsNoStdExceptionIsACrash) {
  expect_fault("crash", [] { throw 42; });
}

TEST(Crash, ThroughANullPointer) {
  expect_fault("crash", [] {
    const int* nowhere = opaque<const int*>(nullptr);
    require(*nowhere == 1, "never");
  });
  expect_fault("crash", [] {
    const int* nowhere = opaque<const int*>(nullptr);
    std::thread([nowhere] { require(*nowhere == 1, "never"); }).join();
  });
}

TEST(Crash, ByAbort) {
  expect_fault("crash", [] { std::abort(); });
}

TEST(Crash, OnlyInSomeSchedulesIsFound) {
  expect_fault("crash", [] {
    std::atomic<bool> flag = false;
    in_parallel([&] { flag = true; },
                [&] {
                  if (flag) std::abort();
                });
  });
}

// By the system call itself, in the second schedule: nobody is there to be told.
TEST(EndedEarly, BehindTheExplorersBackIsACrash) {
  expect_fault("crash", [] {
    std::atomic<int> last = 0;
    in_parallel([&] { last = 1; }, [&] { last = 2; });
    if (last == 1) asm volatile("syscall" : : "a"(231L), "D"(0L) : "rcx", "r11", "memory");
  });
}

TEST(EndedEarly, AnExitIsNoSuccess) {
  expect_fault("ended early", [] { std::exit(0); });
  expect_fault("ended early", [] { std::_Exit(0); });
  expect_fault("ended early", [] { std::thread([] { std::exit(0); }).join(); });
}

// Not inlined, and not the last call, so that each level has a frame.
[[gnu::noinline]] int descend(int level) {
  std::array<volatile char, 1'000> frame = {};
  frame[static_cast<std::size_t>(level) % frame.size()] = 1;
  if (opaque(false)) return level;
  return descend(level + 1) + frame.front();
}

TEST(Crash, ByRecursionWithoutEnd) {
  expect_fault("crash", [] { require(descend(0) != 0, "never"); });
  expect_fault("crash", [] { std::thread([] { require(descend(0) != 0, "never"); }).join(); });
}

// --- Bodies that behave differently each time ---

// Locks `extra` times more than a program that behaves alike in each schedule.
void lock_more_often(unsigned extra) {
  std::mutex mutex;
  int count = 0;
  const auto add = [&] {
    for (unsigned i = 0; i <= extra % 4; ++i) {
      const std::scoped_lock lock(mutex);
      ++count;
    }
  };
  in_parallel(add, add);
  require(count >= 2, "an update was lost");
}

TEST(Divergence, ByWhateverSourceIsNeverAccused) {
  const auto expect_not_accused = [](const std::function<void()>& body) {
    expect_fault_among({"", "unsupported"}, body, {.schedules = 200});
  };
  expect_not_accused([] { lock_more_often(static_cast<unsigned>(std::rand())); });  // NOLINT
  expect_not_accused([] { lock_more_often(std::random_device()()); });
  expect_not_accused([] { lock_more_often(static_cast<unsigned>(getpid())); });
  expect_not_accused([] { lock_more_often(static_cast<unsigned>(time(nullptr))); });
  expect_not_accused([] {
    const auto value = std::make_unique<int>(0);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    lock_more_often(static_cast<unsigned>(reinterpret_cast<std::uintptr_t>(value.get()) >> 4U));
  });
}

TEST(Divergence, DoesNotHideAFaultOfEverySchedule) {
  expect_fault("wrong result", [] {
    lock_more_often(std::random_device()());
    interleave::fail_schedule("always", __FILE__, __LINE__);
  });
}

}  // namespace
