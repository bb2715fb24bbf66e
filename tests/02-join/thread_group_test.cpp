#include "thread_group.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <exception>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "explorer/explore.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"
#include "support/threads.hpp"

namespace {

using interleave::expect_equal;
using interleave::explore;
using interleave::fail;

/// One flag per job; each is written by one thread only.
using Flags = std::vector<int>;

/// What a job throws: its own number.
struct JobFailed {
  int job = -1;
};

/// Tests that have more schedules than can be tried in a fraction of a second.
constexpr interleave::ExploreOptions kManySteps{.schedules = 1'000};
constexpr interleave::ExploreOptions kManyThreads{.schedules = 50};

constexpr int kNothing = -1;
constexpr int kSomethingElse = -2;

void a_while() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }

/// Which job's exception `group.join()` throws: its number, or kNothing.
int joined_failure(ThreadGroup& group) {
  try {
    group.join();
  } catch (const JobFailed& failed) {
    return failed.job;
  } catch (...) {
    return kSomethingElse;
  }
  return kNothing;
}

/// Fails unless `group.add` throws std::logic_error and starts nothing.
void expect_add_is_refused(ThreadGroup& group) {
  const auto ran = std::make_shared<int>();
  try {
    group.add([ran] { *ran = 1; });
    fail("add after join did not throw. The contract: std::logic_error if join was called before.");
    return;
  } catch (const std::logic_error&) {
  } catch (...) {
    fail("add after join threw, but no std::logic_error.");
  }
  expect_equal(*ran, 0, "whether the refused job ran");
}

TEST(ThreadGroup, RunsEachJobOnceOnAThreadOfItsOwn) {
  explore([] {
    std::vector<std::thread::id> threads(2);
    Flags runs(2);
    ThreadGroup group;
    for (std::size_t job = 0; job < runs.size(); ++job) {
      group.add([&, job] {
        ++runs.at(job);
        threads.at(job) = std::this_thread::get_id();
      });
    }
    group.join();
    expect_equal(runs, Flags{1, 1}, "how often each job ran", "add starts the job.");
    interleave::expect_on_other_threads(threads, "a job ran", "on a new thread of its own.");
  });
}

TEST(ThreadGroup, JoinReturnsOnlyWhenEveryJobHasEnded) {
  explore([] {
    Flags ended(2);
    ThreadGroup group;
    for (int& flag : ended) {
      group.add([&flag] {
        a_while();
        flag = 1;
      });
    }
    group.join();
    expect_equal(ended, Flags{1, 1}, "which jobs had ended when join returned",
                 "join waits until every thread has ended.");
  });
}

TEST(ThreadGroup, DestructionWaitsForEveryJob) {
  explore([] {
    Flags ended(2);
    {
      ThreadGroup group;
      for (int& flag : ended) {
        group.add([&flag] {
          a_while();
          flag = 1;
        });
      }
    }
    expect_equal(ended, Flags{1, 1}, "which jobs had ended after the destructor",
                 "the destructor waits until every thread has ended.");
  });
}

TEST(ThreadGroup, DestructionWaitsAlsoWhenAnExceptionLeavesTheScope) {
  explore([] {
    Flags ended(2);
    try {
      ThreadGroup group;
      for (int& flag : ended) {
        group.add([&flag] {
          a_while();
          flag = 1;
        });
      }
      throw std::runtime_error("the scope is left by this exception");
    } catch (const std::runtime_error&) {
      expect_equal(ended, Flags{1, 1}, "which jobs had ended when the exception was caught",
                   "the destructor waits until every thread has ended.");
    }
  });
}

TEST(ThreadGroup, DestructionDropsAnExceptionThatNobodyJoinedFor) {
  explore([] {
    ThreadGroup group;
    group.add([] {
      a_while();
      throw JobFailed{0};
    });
  });
}

TEST(ThreadGroup, JoinHandsOnTheExceptionOfTheJobThatWasAddedFirst) {
  explore([] {
    std::latch second_throws(1);
    ThreadGroup group;
    group.add([&] {
      second_throws.wait();
      a_while();
      throw JobFailed{0};
    });
    group.add([&] {
      second_throws.count_down();
      throw JobFailed{1};
    });
    expect_equal(joined_failure(group), 0,
                 "the number of the job whose exception left join, when job 0 threw after job 1",
                 "join throws what the first job in the order of adding threw.");
  });
}

TEST(ThreadGroup, KeepsTheExceptionsOfJobsThatThrowAtOnce) {
  explore([] {
    ThreadGroup group;
    group.add([] {});
    group.add([] { throw JobFailed{1}; });
    group.add([] { throw JobFailed{2}; });
    expect_equal(joined_failure(group), 1,
                 "the number of the job whose exception left join (-1: none; -2: something else)",
                 "join throws what the first job in the order of adding threw.");
  });
}

TEST(ThreadGroup, JoinWaitsForEveryJobBeforeItHandsOnAnException) {
  explore([] {
    Flags ended(2);
    ThreadGroup group;
    group.add([] { throw JobFailed{0}; });
    for (int& flag : ended) {
      group.add([&flag] {
        a_while();
        flag = 1;
      });
    }
    expect_equal(joined_failure(group), 0, "the number of the job whose exception left join");
    expect_equal(ended, Flags{1, 1}, "which other jobs had ended when the exception left join",
                 "join waits until every thread has ended, and then throws.");
  });
}

TEST(ThreadGroup, AnExceptionIsHandedOnOnce) {
  explore([] {
    ThreadGroup group;
    group.add([] { throw JobFailed{0}; });
    expect_equal(joined_failure(group), 0, "the number of the job whose exception left join");
    expect_equal(joined_failure(group), kNothing, "what the second join threw (-1: nothing)",
                 "a second call does nothing.");
  });
}

TEST(ThreadGroup, JoiningTwiceIsHarmless) {
  explore([] {
    ThreadGroup group;
    group.add([] {});
    expect_equal(joined_failure(group), kNothing, "what the first join threw (-1: nothing)");
    expect_equal(joined_failure(group), kNothing, "what the second join threw (-1: nothing)",
                 "a second call does nothing.");
  });
}

TEST(ThreadGroup, RefusesJobsAfterJoin) {
  explore([] {
    ThreadGroup group;
    group.add([] {});
    group.join();
    expect_add_is_refused(group);
  });
}

TEST(ThreadGroup, RefusesJobsAfterAJoinThatThrew) {
  explore([] {
    ThreadGroup group;
    group.add([] { throw JobFailed{0}; });
    expect_equal(joined_failure(group), 0, "the number of the job whose exception left join");
    expect_add_is_refused(group);
  });
}

TEST(ThreadGroup, AnEmptyGroupJoinsAtOnceAndIsClosed) {
  explore([] {
    ThreadGroup group;
    expect_equal(joined_failure(group), kNothing, "what join threw without any job (-1: nothing)");
    expect_add_is_refused(group);
  });
}

TEST(ThreadGroup, AddingMoreLeavesAJobUnderWayUndisturbed) {
  explore(
      [] {
        std::latch all_added(1);
        ThreadGroup group;
        group.add([&] {
          all_added.wait();
          throw JobFailed{0};
        });
        for (int job = 1; job < 24; ++job) group.add([] {});
        all_added.count_down();
        expect_equal(
            joined_failure(group), 0,
            "the number of the job whose exception left join (-1: none; -2: something else)",
            "jobs that were added before run on undisturbed.");
      },
      kManyThreads);
}

TEST(ThreadGroupConcurrent, JobsStartWhenTheyAreAddedAndRunAtOnce) {
  explore(
      [] {
        const auto meeting = std::make_shared<interleave::Rendezvous>(4);
        ThreadGroup group;
        for (int job = 0; job < 3; ++job) {
          group.add([meeting] { meeting->arrive_and_wait(); });
        }
        meeting
            ->arrive_and_wait();  // the fourth: whoever starts jobs in join only never gets there
        group.join();
      },
      kManySteps);
}

}  // namespace
