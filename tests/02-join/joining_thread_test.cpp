#include "joining_thread.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "explorer/explore.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"

// What an object owns after it was moved from is part of this contract.
// NOLINTBEGIN(bugprone-use-after-move)

namespace {

using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;

/// One flag per thread; each is written by one thread only. Threads share what they use, so that an
/// answer that leaves threads running is told so, and does not merely crash.
using Flags = std::vector<int>;
using SharedFlags = std::shared_ptr<Flags>;

/// Tests that have more schedules than can be tried in a fraction of a second.
constexpr interleave::ExploreOptions kManySteps{.schedules = 1'000};
constexpr interleave::ExploreOptions kManyThreads{.schedules = 50};

SharedFlags make_flags(std::size_t count) { return std::make_shared<Flags>(count); }

/// A thread that sets its flag a while after it was started.
std::thread setter(const SharedFlags& flags, std::size_t number) {
  return std::thread([flags, number] {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    flags->at(number) = 1;
  });
}

/// Keeps threads from ending. Whoever waits for such a thread before `open` waits for ever.
class Gate {
 public:
  void open() { latch_->count_down(); }

  std::thread keeper() const {
    return std::thread([latch = latch_] { latch->wait(); });
  }

 private:
  std::shared_ptr<std::latch> latch_ = std::make_shared<std::latch>(1);
};

TEST(JoiningThread, DestructionWaitsForTheThread) {
  explore([] {
    const SharedFlags ended = make_flags(1);
    { const JoiningThread thread(setter(ended, 0)); }
    expect_equal(*ended, Flags{1}, "whether the thread had ended after the scope of its owner",
                 "the destructor waits for the end of the thread that it owns.");
  });
}

TEST(JoiningThread, AnExceptionThatLeavesTheScopeWaitsForTheThread) {
  explore([] {
    const SharedFlags ended = make_flags(1);
    try {
      const JoiningThread thread(setter(ended, 0));
      throw std::runtime_error("the scope is left by this exception");
    } catch (const std::runtime_error&) {
      expect_equal(*ended, Flags{1}, "whether the thread had ended when the exception was caught",
                   "each thread is joined, also when an exception leaves the scope.");
    }
  });
}

TEST(JoiningThread, JoinWaitsAndThenOwnsNoThread) {
  explore([] {
    const SharedFlags ended = make_flags(1);
    JoiningThread thread(setter(ended, 0));
    expect_that(thread.joinable(),
                "joinable() is false while it owns a thread. The contract: whether it owns a "
                "thread.");
    thread.join();
    expect_equal(*ended, Flags{1}, "whether the thread had ended after join",
                 "join waits for the end of the thread that it owns.");
    expect_that(!thread.joinable(),
                "joinable() is true after join. The contract: join owns no thread afterwards.");
  });
}

TEST(JoiningThread, JoiningTwiceIsHarmless) {
  explore([] {
    JoiningThread thread(std::thread([] {}));
    try {
      thread.join();
      thread.join();
    } catch (const std::system_error& error) {
      interleave::fail(std::string("the second join threw: ") + error.what() +
                       ". The contract: join does nothing if it owns no thread.");
    }
  });
}

TEST(JoiningThread, WithoutAThreadThereIsNothingToJoin) {
  explore([] {
    JoiningThread made_of_nothing;
    JoiningThread made_of_no_thread{std::thread()};
    expect_that(!made_of_nothing.joinable(), "joinable() is true for a JoiningThread().");
    expect_that(!made_of_no_thread.joinable(),
                "joinable() is true although the std::thread that it took over was not joinable.");
    try {
      made_of_nothing.join();
      made_of_no_thread.join();
    } catch (const std::system_error& error) {
      interleave::fail(std::string("join threw without a thread: ") + error.what() +
                       ". The contract: join does nothing if it owns no thread.");
    }
  });
}

TEST(JoiningThread, MoveConstructionHandsTheThreadOnWithoutWaiting) {
  explore([] {
    Gate gate;
    JoiningThread first(gate.keeper());
    JoiningThread second(std::move(first));
    expect_that(!first.joinable(),
                "the object that was moved from is joinable. The contract: it owns no thread "
                "afterwards.");
    expect_that(second.joinable(),
                "the object that was moved to is not joinable. The contract: it takes the thread "
                "of the other.");
    gate.open();
  });
}

TEST(JoiningThread, TheLastOwnerWaits) {
  explore([] {
    const SharedFlags ended = make_flags(1);
    {
      JoiningThread first(setter(ended, 0));
      const JoiningThread second(std::move(first));
    }
    expect_equal(*ended, Flags{1}, "whether the thread had ended after the scope of its last owner",
                 "the destructor waits for the end of the thread that it owns.");
  });
}

TEST(JoiningThread, AssignmentWaitsForTheThreadThatItReplacesOnly) {
  explore([] {
    const SharedFlags ended = make_flags(1);
    Gate gate;
    JoiningThread target(setter(ended, 0));
    JoiningThread source(gate.keeper());
    target = std::move(source);
    expect_equal(*ended, Flags{1}, "whether the replaced thread had ended after the assignment",
                 "assignment waits for the end of the thread that it owns.");
    expect_that(target.joinable(),
                "the object that was assigned to is not joinable. The contract: it takes the "
                "thread of the other.");
    expect_that(!source.joinable(),
                "the object that was moved from is joinable. The contract: it owns no thread "
                "afterwards.");
    gate.open();
  });
}

TEST(JoiningThread, AssignmentOfNoThreadWaitsToo) {
  explore([] {
    const SharedFlags ended = make_flags(1);
    JoiningThread thread(setter(ended, 0));
    thread = JoiningThread();
    expect_equal(*ended, Flags{1}, "whether the replaced thread had ended after the assignment",
                 "assignment waits for the end of the thread that it owns.");
    expect_that(!thread.joinable(), "joinable() is true after the assignment of JoiningThread().");
  });
}

TEST(JoiningThread, AssignmentToAnEmptyObjectTakesTheThread) {
  explore([] {
    const SharedFlags ended = make_flags(1);
    JoiningThread thread;
    thread = JoiningThread(setter(ended, 0));
    expect_that(thread.joinable(),
                "joinable() is false after the assignment of an object with a thread.");
    thread.join();
    expect_equal(*ended, Flags{1}, "whether the thread had ended after join",
                 "join waits for the end of the thread that it owns.");
  });
}

TEST(JoiningThread, AfterAJoinItTakesAnotherThread) {
  explore([] {
    const SharedFlags ended = make_flags(2);
    JoiningThread thread(setter(ended, 0));
    thread.join();
    thread = JoiningThread(setter(ended, 1));
    expect_that(thread.joinable(),
                "joinable() is false after an object that had been joined was assigned one with a "
                "thread. The contract: it takes the thread of the other.");
    thread.join();
    expect_equal(*ended, Flags{1, 1}, "which of two threads had ended after the second join",
                 "join waits for the end of the thread that it owns.");
  });
}

TEST(JoiningThread, AfterItWasMovedFromItTakesAnotherThread) {
  explore([] {
    const SharedFlags ended = make_flags(2);
    JoiningThread first(setter(ended, 0));
    JoiningThread second(std::move(first));
    try {
      first.join();
    } catch (const std::system_error& error) {
      interleave::fail(std::string("join of an object that was moved from threw: ") + error.what() +
                       ". The contract: join does nothing if it owns no thread.");
    }
    first = JoiningThread(setter(ended, 1));
    expect_that(first.joinable(),
                "joinable() is false after an object that was moved from was assigned one with a "
                "thread. The contract: it takes the thread of the other.");
    first.join();
    second.join();
    expect_equal(*ended, Flags{1, 1}, "which of two threads had ended after the joins",
                 "join waits for the end of the thread that it owns.");
  });
}

TEST(JoiningThread, SelfMoveChangesNothing) {
  explore([] {
    Gate gate;
    JoiningThread thread(gate.keeper());
    JoiningThread& same = thread;
    thread = std::move(same);
    expect_that(thread.joinable(),
                "joinable() is false after a self-move. The contract: it owns the same thread as "
                "before.");
    gate.open();
  });
}

// Two threads join at the same time, each another one.
TEST(JoiningThread, AnOwnedThreadMayOwnAnotherOne) {
  explore(
      [] {
        const SharedFlags ended = make_flags(1);
        JoiningThread outer(std::thread([ended] {
          JoiningThread inner(setter(ended, 0));
          inner.join();
        }));
        outer.join();
        expect_equal(*ended, Flags{1}, "whether the inner thread had ended after the outer one",
                     "different objects may be used by different threads.");
      },
      kManySteps);
}

TEST(JoiningThread, JoinsManyInAGrowingVector) {
  explore(
      [] {
        const SharedFlags ended = make_flags(24);
        {
          std::vector<JoiningThread> threads;
          for (std::size_t number = 0; number < ended->size(); ++number) {
            threads.emplace_back(setter(ended, number));
          }
        }
        expect_equal(*ended, Flags(24, 1), "which of 24 threads had ended after their vector",
                     "each thread that was handed over is joined exactly once.");
      },
      kManyThreads);
}

TEST(JoiningThreadConcurrent, ThreadsRunWhileTheyAreOwnedAndMoved) {
  explore(
      [] {
        const auto meeting = std::make_shared<interleave::Rendezvous>(3);
        std::vector<JoiningThread> threads;
        for (int number = 0; number < 3; ++number) {
          // NOLINTNEXTLINE(performance-inefficient-vector-operation): growing moves what it holds
          threads.emplace_back(std::thread([meeting] { meeting->arrive_and_wait(); }));
        }
        for (JoiningThread& thread : threads) thread.join();
      },
      kManySteps);
}

}  // namespace

// NOLINTEND(bugprone-use-after-move)
