#include "ready_queue.hpp"

#include <gtest/gtest.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <functional>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "explorer/explore.hpp"
#include "support/expect.hpp"
#include "support/process_table.hpp"
#include "support/watch.hpp"

namespace {

using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;
using interleave::fail;
using interleave::virtual_now;
using Job = ReadyQueue::Job;
using Body = std::function<Job()>;
using Lines = std::vector<std::string>;
using std::chrono::nanoseconds;

constexpr const char* kInOrder =
    "coroutines are resumed in the order in which they were spawned or posted.";
constexpr const char* kOnlyInRun =
    "coroutines are resumed by the thread that is inside run and never inside spawn or post.";
constexpr const char* kBodyLives = "the body lives as long as its job, and at one place.";
constexpr const char* kDestroys =
    "when a job has ended, first its frame and then its body are destroyed, before another job is "
    "resumed.";
constexpr const char* kDestroysAll =
    "destruction destroys the jobs that have not ended, wherever they stand: each frame once, and "
    "then its body.";
constexpr const char* kThrows =
    "if a job throws, run throws the same, when that job has been destroyed and before any other "
    "is resumed. The others keep their places.";
constexpr const char* kOneRun = "std::logic_error if a run of this queue is under way.";
constexpr const char* kWaits =
    "while there are jobs that have not ended but none is in the queue, run waits for spawn or "
    "post on another thread.";

struct JobFailed {
  int job = -1;
};

constexpr int kNothing = -1;
constexpr int kSomethingElse = -2;

/// Which job's exception leaves `queue.run()`: its number, or one of the above.
int run_failure(ReadyQueue& queue) {
  try {
    queue.run();
  } catch (const JobFailed& failed) {
    return failed.job;
  } catch (...) {
    return kSomethingElse;
  }
  return kNothing;
}

/// Where jobs wait for something until somebody posts them. The job that waits may be posted by
/// another thread as soon as it is here.
class Place {
 public:
  struct Waits {
    Place& place;
    // NOLINTNEXTLINE(readability-convert-member-functions-to-static): as awaiters have it
    bool await_ready() const noexcept { return false; }
    void await_suspend(Job::Handle job) const noexcept {
      place.job_ = job;
      place.taken_.count_down();
    }
    void await_resume() const noexcept {}
  };

  /// `co_await place.here()`. (Not `co_await place`: g++ 12 copies what is awaited by its name.)
  Waits here() { return {*this}; }

  /// Of the thread that is inside `run`.
  void post_to(ReadyQueue& queue) const { queue.post(job_); }

  /// Of any other thread: waits until a job is here.
  void wait_and_post_to(ReadyQueue& queue) {
    taken_.wait();
    queue.post(job_);
  }

 private:
  Job::Handle job_;
  std::latch taken_{1};
};

/// Writes `line` when it is destroyed.
class Farewell {
 public:
  Farewell(Lines& lines, std::string line) : lines_(&lines), line_(std::move(line)) {}
  Farewell(Farewell&& other) noexcept
      : lines_(std::exchange(other.lines_, nullptr)), line_(std::move(other.line_)) {}
  Farewell& operator=(Farewell&&) = delete;
  ~Farewell() {
    if (lines_ != nullptr) lines_->push_back(line_);
  }

 private:
  Lines* lines_;
  std::string line_;
};

/// A job that says its name and a number, and lets the others go first, `turns` times.
Body turns_of(ReadyQueue& queue, Lines& lines, std::string name, int turns) {
  return [&queue, &lines, name = std::move(name), turns]() -> Job {
    for (int turn = 0; turn < turns; ++turn) {
      lines.push_back(name + std::to_string(turn));
      co_await queue.yield();
    }
  };
}

/// Waits at `place`, and writes `line` when it goes on.
Body waits_at(Place& place, Lines& lines, std::string line) {
  return [&place, &lines, line = std::move(line)]() -> Job {
    co_await place.here();
    lines.push_back(line);
  };
}

/// Has `frame` on the job's frame, as a coroutine has its parameters, until the frame is destroyed.
Job on_the_frame([[maybe_unused]] Farewell frame, Lines& lines, const char* line) {
  lines.emplace_back(line);
  co_return;
}

Job waits_on_the_frame([[maybe_unused]] Farewell frame, Place& place) { co_await place.here(); }

/// Has `guard` on the job's frame, which nobody else has.
Job ends_with([[maybe_unused]] std::shared_ptr<const void> guard, Lines& lines) {
  lines.emplace_back("ends");
  co_return;
}

void explain_missing_exception() {
  interleave::explain_stall(
      "wrong result: a job has thrown, and run waits for another one, which nobody posts. The "
      "contract: if a job throws, run throws the same, before any other is resumed.");
}

// --- the order of events ---

TEST(ReadyQueue, NoJobBeginsBeforeRun) {
  explore([] {
    Lines lines;
    ReadyQueue queue;
    queue.spawn(turns_of(queue, lines, "a", 1));
    lines.emplace_back("spawned");
    queue.run();
    expect_equal(lines, Lines{"spawned", "a0"}, "what happened, in order", kOnlyInRun);
  });
}

TEST(ReadyQueue, RunWithoutJobsReturnsAtOnce) {
  explore([] {
    ReadyQueue queue;
    queue.run();
    queue.run();
  });
}

TEST(ReadyQueue, JobsTakeTurns) {
  explore([] {
    Lines lines;
    ReadyQueue queue;
    for (const char* name : {"a", "b", "c"}) queue.spawn(turns_of(queue, lines, name, 3));
    queue.run();
    expect_equal(lines, Lines{"a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2", "c2"},
                 "the turns of three jobs that yield three times each", kInOrder);
  });
}

TEST(ReadyQueue, AJobOfFewTurnsLeavesTheOrderOfTheOthers) {
  explore([] {
    Lines lines;
    ReadyQueue queue;
    queue.spawn(turns_of(queue, lines, "a", 2));
    queue.spawn(turns_of(queue, lines, "b", 1));
    queue.spawn(turns_of(queue, lines, "c", 2));
    queue.run();
    expect_equal(lines, Lines{"a0", "b0", "c0", "a1", "c1"},
                 "the turns of jobs that yield twice, once and twice", kInOrder);
  });
}

TEST(ReadyQueue, AJobThatAJobSpawnsComesLast) {
  explore([] {
    Lines lines;
    ReadyQueue queue;
    queue.spawn([&]() -> Job {
      queue.spawn(turns_of(queue, lines, "new", 1));
      lines.emplace_back("a");
      co_await queue.yield();
      lines.emplace_back("a again");
    });
    queue.spawn(turns_of(queue, lines, "b", 1));
    queue.run();
    expect_equal(lines, Lines{"a", "b0", "new0", "a again"},
                 "what happened when a spawned a job, and then yielded", kInOrder);
  });
}

TEST(ReadyQueue, PostPutsAJobBehindThoseThatAreReady) {
  explore([] {
    Lines lines;
    Place here;
    Place there;
    ReadyQueue queue;
    queue.spawn(waits_at(here, lines, "waited here"));
    queue.spawn(waits_at(there, lines, "waited there"));
    queue.spawn([&]() -> Job {
      there.post_to(queue);
      here.post_to(queue);
      lines.emplace_back("posted");
      co_await queue.yield();
      lines.emplace_back("yielded");
    });
    queue.spawn(turns_of(queue, lines, "b", 1));
    queue.run();
    expect_equal(lines, Lines{"posted", "b0", "waited there", "waited here", "yielded"},
                 "what happened when a job posted two others, and then yielded", kInOrder);
  });
}

TEST(ReadyQueue, RunMayBeCalledAgainForNewJobs) {
  explore([] {
    Lines lines;
    ReadyQueue queue;
    queue.spawn(turns_of(queue, lines, "a", 1));
    queue.run();
    queue.spawn(turns_of(queue, lines, "b", 1));
    queue.run();
    expect_equal(lines, Lines{"a0", "b0"}, "what two runs did, a job each");
  });
}

// --- bodies and frames ---

TEST(ReadyQueue, ALargeBodyLivesAsLongAsItsJob) {
  explore([] {
    std::array<int, 8> seen{};
    ReadyQueue queue;
    {
      const std::array<int, 8> numbers{1, 2, 3, 4, 5, 6, 7, 8};
      queue.spawn([&queue, &seen, numbers]() -> Job {
        co_await queue.yield();
        seen = numbers;
      });
    }
    queue.run();
    expect_equal(seen, std::array{1, 2, 3, 4, 5, 6, 7, 8}, "what a lambda had captured",
                 kBodyLives);
  });
}

/// What the small body sees. Not captured: a body that has gone would not say where to write.
std::vector<int> seen_by_small_body;

[[gnu::noinline]] void spawn_small_body(ReadyQueue& queue, int number) {
  queue.spawn([number]() -> Job {
    seen_by_small_body.push_back(number);
    co_return;
  });
}

/// Writes over whatever calls before have left on the stack.
[[gnu::noinline]] void overwrite_stack() {
  std::array<volatile int, 4'096> memory;  // NOLINT(cppcoreguidelines-pro-type-member-init): below
  for (volatile int& each : memory) each = kSomethingElse;
}

TEST(ReadyQueue, ASmallBodyStaysWhereItWasCalled) {
  explore([] {
    seen_by_small_body.clear();
    ReadyQueue queue;
    spawn_small_body(queue, 7);
    overwrite_stack();
    spawn_small_body(queue, 8);
    overwrite_stack();
    queue.run();
    // A std::function has a small lambda inside itself: moving the one moves the other.
    expect_equal(seen_by_small_body, std::vector{7, 8},
                 "what two lambdas had captured, an int each, when their jobs ran", kBodyLives);
  });
}

TEST(ReadyQueue, DestroysAJobAsSoonAsItHasEnded) {
  explore([] {
    Lines lines;
    ReadyQueue queue;
    queue.spawn([&lines, guard = std::make_shared<Farewell>(lines, "body destroyed")] {
      return on_the_frame(Farewell(lines, "frame destroyed"), lines, "a ends");
    });
    queue.spawn(turns_of(queue, lines, "b", 1));
    queue.run();
    expect_equal(lines, Lines{"a ends", "frame destroyed", "body destroyed", "b0"},
                 "what happened, in order", kDestroys);
  });
}

TEST(ReadyQueue, DestructionDestroysJobsThatHaveNotBegun) {
  explore([] {
    Lines lines;
    {
      ReadyQueue queue;
      queue.spawn([&lines, guard = std::make_shared<Farewell>(lines, "body destroyed")] {
        return on_the_frame(Farewell(lines, "frame destroyed"), lines, "a begins");
      });
    }
    expect_equal(lines, Lines{"frame destroyed", "body destroyed"},
                 "what happened to a job that never began", kDestroysAll);
  });
}

TEST(ReadyQueue, DestructionDestroysJobsThatWait) {
  explain_missing_exception();
  explore([] {
    Lines lines;
    Place place;
    {
      ReadyQueue queue;
      queue.spawn([&, guard = std::make_shared<Farewell>(lines, "body destroyed")] {
        return waits_on_the_frame(Farewell(lines, "frame destroyed"), place);
      });
      queue.spawn([]() -> Job {
        throw JobFailed{};
        co_return;
      });
      run_failure(queue);
      lines.emplace_back("run has thrown");
    }
    expect_equal(lines, Lines{"run has thrown", "frame destroyed", "body destroyed"},
                 "what happened to a job that nobody posted", kDestroysAll);
  });
}

TEST(ReadyQueue, DestructionDestroysJobsThatWouldBeNext) {
  explore([] {
    Lines lines;
    {
      ReadyQueue queue;
      queue.spawn([&queue, &lines, name = std::string("its body is still there")]() -> Job {
        const Farewell on_frame(lines, "frame destroyed");
        // The frame may use what the body has captured, to its end.
        struct Reader {
          Lines& lines;
          const std::string& name;
          ~Reader() { lines.push_back(name); }
        } const reader{lines, name};
        co_await queue.yield();
        lines.emplace_back("went on");
      });
      queue.spawn([]() -> Job {
        throw JobFailed{};
        co_return;
      });
      run_failure(queue);
    }
    expect_equal(lines, Lines{"its body is still there", "frame destroyed"},
                 "what happened to a job that was in the queue", kDestroysAll);
  });
}

constexpr const char* kNobodyPosts =
    "deadlock: a job waits for a post by what another one, which has ended, leaves behind: that is "
    "not destroyed, or its destructor waits inside post or spawn. The contract: both are destroyed "
    "as soon as the job has ended, and may call them.";

/// Posts and spawns when it is destroyed.
struct PostsAtTheEnd {
  Place& place;
  ReadyQueue& queue;
  Lines& lines;
  PostsAtTheEnd(Place& at, ReadyQueue& to, Lines& seen) : place(at), queue(to), lines(seen) {}
  PostsAtTheEnd(const PostsAtTheEnd&) = delete;
  PostsAtTheEnd& operator=(const PostsAtTheEnd&) = delete;
  ~PostsAtTheEnd() {
    place.post_to(queue);
    queue.spawn(turns_of(queue, lines, "spawned", 1));
  }
};

TEST(ReadyQueue, WhatTheBodyOfAnEndedJobLeavesMayPostAndSpawn) {
  interleave::explain_stall(kNobodyPosts);
  explore([] {
    Lines lines;
    Place place;
    ReadyQueue queue;
    queue.spawn(waits_at(place, lines, "was posted"));
    queue.spawn([&, guard = std::make_shared<PostsAtTheEnd>(place, queue, lines)]() -> Job {
      lines.emplace_back("ends");
      co_return;
    });
    queue.run();
    expect_equal(lines, Lines{"ends", "was posted", "spawned0"}, "what happened, in order");
  });
}

TEST(ReadyQueue, WhatTheFrameOfAnEndedJobLeavesMayPostAndSpawn) {
  interleave::explain_stall(kNobodyPosts);
  explore([] {
    Lines lines;
    Place place;
    ReadyQueue queue;
    queue.spawn(waits_at(place, lines, "was posted"));
    queue.spawn(
        [&] { return ends_with(std::make_shared<PostsAtTheEnd>(place, queue, lines), lines); });
    queue.run();
    expect_equal(lines, Lines{"ends", "was posted", "spawned0"}, "what happened, in order");
  });
}

TEST(ReadyQueue, ABodyMaySpawn) {
  interleave::explain_stall(
      "deadlock: a body calls spawn, and waits for ever. The contract: spawn may be called from "
      "inside a body.");
  explore([] {
    Lines lines;
    ReadyQueue queue;
    queue.spawn([&] {
      queue.spawn(turns_of(queue, lines, "inner", 1));
      return on_the_frame(Farewell(lines, "gone"), lines, "outer");
    });
    queue.run();
    std::sort(lines.begin(), lines.end());
    expect_equal(lines, Lines{"gone", "inner0", "outer"}, "what happened, sorted");
  });
}

// --- errors ---

TEST(ReadyQueue, RefusesAnEmptyBody) {
  explore([] {
    bool refused = false;
    ReadyQueue queue;
    try {
      queue.spawn(nullptr);
    } catch (const std::invalid_argument&) {
      refused = true;
    } catch (...) {
      fail("spawn of an empty function threw, but no std::invalid_argument.");
    }
    expect_that(refused, "spawn of an empty function did not throw std::invalid_argument.");
    queue.run();
  });
}

TEST(ReadyQueue, WhatABodyThrowsLeavesSpawn) {
  explore([] {
    int thrown = kNothing;
    ReadyQueue queue;
    try {
      queue.spawn([]() -> Job { throw JobFailed{7}; });
    } catch (const JobFailed& failed) {
      thrown = failed.job;
    }
    expect_equal(thrown, 7, "what left spawn, when the body threw 7 (-1: nothing)");
    queue.run();
  });
}

TEST(ReadyQueue, RunThrowsWhatAJobThrowsAndTheOthersKeepTheirPlaces) {
  explore([] {
    Lines lines;
    ReadyQueue queue;
    queue.spawn(turns_of(queue, lines, "a", 2));
    queue.spawn([&lines, guard = std::make_shared<Farewell>(lines, "destroyed")]() -> Job {
      lines.emplace_back("throws");
      throw JobFailed{1};
      co_return;
    });
    queue.spawn(turns_of(queue, lines, "c", 2));
    queue.spawn(turns_of(queue, lines, "d", 1));
    expect_equal(run_failure(queue), 1,
                 "the number of the job whose exception left run (-1: none; -2: something else)",
                 kThrows);
    expect_equal(lines, Lines{"a0", "throws", "destroyed"}, "what had happened when run threw",
                 kThrows);
    lines.clear();
    expect_equal(run_failure(queue), kNothing, "what the second run threw (-1: nothing)", kThrows);
    expect_equal(lines, Lines{"c0", "d0", "a1", "c1"}, "what the second run did", kThrows);
  });
}

TEST(ReadyQueue, EachExceptionLeavesARunOfItsOwn) {
  explore([] {
    ReadyQueue queue;
    for (int job = 0; job < 2; ++job) {
      queue.spawn([&queue, job]() -> Job {
        co_await queue.yield();
        throw JobFailed{job};
      });
    }
    expect_equal(run_failure(queue), 0, "the number of the job whose exception left the first run",
                 kThrows);
    expect_equal(run_failure(queue), 1, "the number of the job whose exception left the second run",
                 kThrows);
    expect_equal(run_failure(queue), kNothing, "what the third run threw (-1: nothing)", kThrows);
  });
}

/// Fails unless `queue.run()` throws std::logic_error.
void expect_run_is_refused(ReadyQueue& queue, const std::string& where) {
  try {
    queue.run();
    fail("run on " + where + " returned. The contract: " + kOneRun);
  } catch (const std::logic_error&) {
  } catch (...) {
    fail("run on " + where + " threw, but no std::logic_error.");
  }
}

TEST(ReadyQueue, AJobMayNotRunItsQueue) {
  interleave::explain_stall(
      "deadlock: a job calls run of its own queue, and waits for ever. The contract: "
      "std::logic_error if a run of this queue is under way, a job's own, too.");
  explore([] {
    Lines lines;
    ReadyQueue queue;
    queue.spawn([&]() -> Job {
      expect_run_is_refused(queue, "the queue whose job calls it");
      expect_run_is_refused(queue, "the queue whose job calls it, for the second time,");
      lines.emplace_back("refused");
      co_await queue.yield();
      lines.emplace_back("went on");
    });
    queue.spawn(turns_of(queue, lines, "b", 1));
    queue.run();
    expect_equal(lines, Lines{"refused", "b0", "went on"}, "what happened, in order", kOneRun);
  });
}

TEST(ReadyQueue, AJobMayRunAnotherQueue) {
  explore([] {
    bool refused = false;
    Lines lines;
    ReadyQueue outer;
    ReadyQueue inner;
    inner.spawn(turns_of(inner, lines, "inner", 1));
    outer.spawn([&]() -> Job {
      try {
        inner.run();
      } catch (const std::logic_error&) {
        refused = true;
      }
      lines.emplace_back("outer");
      co_return;
    });
    outer.run();
    expect_that(!refused,
                std::string("run of another queue, inside a job, threw std::logic_error. The "
                            "contract: ") +
                    kOneRun);
    expect_equal(lines, Lines{"inner0", "outer"}, "what happened, in order");
  });
}

TEST(ReadyQueue, NoOtherThreadMayRunAQueueThatRuns) {
  interleave::explain_stall(
      "deadlock: a second run waits for ever. The contract: std::logic_error if a run of this "
      "queue is under way, on whatever thread.");
  explore([] {
    ReadyQueue queue;
    queue.spawn([&]() -> Job {
      std::thread([&] { expect_run_is_refused(queue, "another thread, inside run,"); }).join();
      co_return;
    });
    queue.run();
  });
}

TEST(ReadyQueue, OfTwoThreadsThatRunAtOnceOneDoesTheWork) {
  explore([] {
    int ran = 0;
    ReadyQueue queue;
    queue.spawn([&ran]() -> Job {
      ++ran;
      co_return;
    });
    int returned = 0;
    const auto run = [&queue] {
      try {
        queue.run();
        return 1;
      } catch (const std::logic_error&) {
        return 0;
      }
    };
    std::thread other([&] { returned = run(); });
    const int returned_here = run();
    other.join();
    returned += returned_here;
    expect_equal(ran, 1, "how often a job ran, when two threads called run at once");
    expect_that(returned > 0,
                "two calls of run have both thrown. The contract: one throws if "
                "another one is under way.");
  });
}

TEST(ReadyQueue, AnotherThreadMayRunTheQueueNext) {
  explore([] {
    Lines lines;
    ReadyQueue queue;
    queue.spawn(turns_of(queue, lines, "a", 1));
    queue.run();
    queue.spawn(turns_of(queue, lines, "b", 1));
    std::thread([&] { queue.run(); }).join();
    expect_equal(lines, Lines{"a0", "b0"}, "what two runs did, a job each");
  });
}

// --- threads ---

TEST(ReadyQueue, RunWaitsForAPostFromAnotherThread) {
  explore([] {
    Lines lines;
    Place place;
    ReadyQueue queue;
    queue.spawn(waits_at(place, lines, "went on"));
    std::thread poster([&] { place.wait_and_post_to(queue); });
    queue.run();
    expect_equal(lines, Lines{"went on"}, "what had happened when run returned", kWaits);
    poster.join();
  });
}

TEST(ReadyQueue, TwoThreadsMayPostAtOnce) {
  explore([] {
    Lines lines;
    Place here;
    Place there;
    ReadyQueue queue;
    queue.spawn(waits_at(here, lines, "waited"));
    queue.spawn(waits_at(there, lines, "waited"));
    std::thread first([&] { here.wait_and_post_to(queue); });
    std::thread second([&] { there.wait_and_post_to(queue); });
    queue.run();
    expect_equal(lines, Lines{"waited", "waited"}, "what had happened when run returned", kWaits);
    first.join();
    second.join();
  });
}

TEST(ReadyQueue, AnotherThreadMaySpawnWhileRunWaits) {
  explore([] {
    Lines lines;
    Place place;
    ReadyQueue queue;
    queue.spawn(waits_at(place, lines, "waited"));
    std::thread spawner([&] {
      queue.spawn([&]() -> Job {
        co_await queue.yield();  // the other one waits by now
        place.post_to(queue);
      });
    });
    queue.run();
    expect_equal(lines, Lines{"waited"}, "what had happened when run returned", kWaits);
    spawner.join();
  });
}

TEST(ReadyQueue, AnotherThreadMaySpawnWhileAJobEnds) {
  explore([] {
    Lines lines;
    Place place;
    ReadyQueue queue;
    queue.spawn(waits_at(place, lines, "waited"));
    queue.spawn([]() -> Job { co_return; });
    std::thread spawner([&] {
      queue.spawn([&]() -> Job {
        place.post_to(queue);  // that one waits by now: it came first
        co_return;
      });
    });
    queue.run();
    expect_equal(lines, Lines{"waited"}, "what had happened when run returned", kWaits);
    spawner.join();
  });
}

TEST(ReadyQueue, TwoThreadsMaySpawnAtOnce) {
  explore([] {
    int ran = 0;
    ReadyQueue queue;
    const auto spawn = [&] {
      queue.spawn([&]() -> Job {
        ++ran;
        co_return;
      });
    };
    std::thread other(spawn);
    spawn();
    other.join();
    queue.run();
    expect_equal(ran, 2, "how many of two jobs ran, which two threads had spawned");
  });
}

TEST(ReadyQueue, JobsGoOnInsideRunWhoeverPosts) {
  explore([] {
    std::vector<std::thread::id> threads;
    Place place;
    ReadyQueue queue;
    queue.spawn([&]() -> Job {
      threads.push_back(std::this_thread::get_id());
      co_await place.here();
      threads.push_back(std::this_thread::get_id());
    });
    std::thread poster([&] { place.wait_and_post_to(queue); });
    queue.run();
    poster.join();
    for (const std::thread::id thread : threads) {
      expect_that(
          thread == std::this_thread::get_id(),
          std::string("a job ran on another thread than the one inside run. The contract: ") +
              kOnlyInRun);
    }
    expect_equal(threads.size(), 2U, "how far a job got, of two parts");
  });
}

TEST(ReadyQueue, WhatHappenedBeforeAPostIsVisibleToTheJob) {
  explore([] {
    int answer = 0;
    int seen = 0;
    Place place;
    ReadyQueue queue;
    queue.spawn([&]() -> Job {
      co_await place.here();
      seen = answer;
    });
    std::thread poster([&] {
      answer = 42;
      place.wait_and_post_to(queue);
    });
    queue.run();
    expect_equal(seen, 42, "what a job read that was written before it was posted");
    poster.join();
  });
}

TEST(ReadyQueue, OthersMayPostAndSpawnWhileAJobGoesOn) {
  interleave::explain_stall(
      "deadlock: post or spawn on another thread waits until a job that runs has suspended, and "
      "the job waits for that thread. The contract: none of them waits for a job.");
  explore([] {
    Lines lines;
    Place place;
    ReadyQueue queue;
    queue.spawn(waits_at(place, lines, "posted"));
    queue.spawn([&]() -> Job {
      std::thread([&] {
        place.post_to(queue);
        queue.spawn(turns_of(queue, lines, "spawned", 1));
      }).join();
      lines.emplace_back("joined");
      co_return;
    });
    queue.run();
    expect_equal(lines, Lines{"joined", "posted", "spawned0"}, "what happened, in order", kInOrder);
  });
}

// --- waiting ---

TEST(ReadyQueue, RunGoesOnAtOnceWhenAJobIsPosted) {
  explore(
      [] {
        // Looks at intervals would come too late: no interval that people choose fits this one.
        constexpr nanoseconds kWhile(1'234'567);
        nanoseconds went_on{};
        Place place;
        ReadyQueue queue;
        queue.spawn([&]() -> Job {
          co_await place.here();
          went_on = virtual_now();
        });
        const nanoseconds start = virtual_now();
        std::thread poster([&] {
          std::this_thread::sleep_for(kWhile);
          place.wait_and_post_to(queue);
        });
        queue.run();
        poster.join();
        const nanoseconds late = went_on - start - kWhile;
        expect_that(!interleave::time_is_virtual() || late <= nanoseconds(0),
                    "a job went on " + std::to_string(late.count()) +
                        " ns after it had been posted. The contract: run is woken by that call; it "
                        "does not look again after some pause.");
      },
      {.schedules = 4'000, .exact_time = true});
}

nanoseconds processor_time_of(pthread_t thread) {
  clockid_t clock{};
  timespec time{};
  if (pthread_getcpuclockid(thread, &clock) != 0 || clock_gettime(clock, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

/// Waits until thread `id` of this process sleeps for something that another thread must do, or in
/// whatever else for a hundred samples on end; or until it has done a hundred times what it needs
/// for that, in processor time or (on a busy machine, which gives it little) in turns on the
/// processor.
bool falls_asleep(pthread_t thread, pid_t id) {
  constexpr std::uint64_t kTurns = 300;
  constexpr int kSamples = 100;
  const nanoseconds start = processor_time_of(thread);
  const std::uint64_t first_turn = interleave::sample_task(getpid(), id).switches;
  interleave::TaskSample previous;
  int same = 0;
  while (processor_time_of(thread) - start < std::chrono::milliseconds(100)) {
    const interleave::TaskSample sample = interleave::sample_task(getpid(), id);
    if (!interleave::waits_for_ever(sample).empty()) return true;
    same = sample.state == 'S' && sample == previous ? same + 1 : 0;
    if (same == kSamples) return true;
    if (sample.switches - first_turn > kTurns) return false;
    previous = sample;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

TEST(ReadyQueue, RunSleepsWhileNoJobIsReady) {
  explore(
      [] {
        // Only a thread of the system has processor time; the explorer's have none.
        if (interleave::time_is_virtual()) return;
        std::atomic<pid_t> id = 0;
        bool slept = false;
        Lines lines;
        Place place;
        ReadyQueue queue;
        queue.spawn([&]() -> Job {
          id = gettid();
          co_await place.here();
        });
        std::thread poster([&, runner = pthread_self()] {
          while (id == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
          slept = falls_asleep(runner, id);
          place.wait_and_post_to(queue);
        });
        queue.run();
        poster.join();
        expect_that(
            slept,
            "run did not sleep while no job was in the queue: it looked again and again. The "
            "contract: run waits asleep, so that it uses no processor.");
      },
      {.exact_time = true});
}

}  // namespace
