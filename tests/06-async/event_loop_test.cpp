#include "event_loop.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <coroutine>
#include <functional>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/expect.hpp"
#include "support/watch.hpp"

namespace {

using interleave::expect_equal;
using interleave::expect_that;
using interleave::fail;
using Job = EventLoop::Job;
using Time = EventLoop::Time;
using TimerId = EventLoop::TimerId;
using Body = std::function<Job()>;
using Lines = std::vector<std::string>;
using namespace std::chrono_literals;

constexpr const char* kInOrder = "jobs are resumed in the order in which they came into the queue.";
constexpr const char* kOnlyInRun = "jobs are resumed inside run and nowhere else.";
constexpr const char* kTogether =
    "when no job is in the queue, the clock jumps to the earliest time of a timer, and all jobs "
    "whose timers are set for just that time come into the queue together, in the order in which "
    "the timers were set.";
constexpr const char* kStandsStill = "while a job is in the queue, the clock stands still.";
constexpr const char* kAtOnce =
    "post_at puts a job into the queue at once if its time is not after now(), be it past or "
    "negative.";
constexpr const char* kLargest =
    "sleep_for sleeps until now() + duration, or until Time::max() where that is later than a Time "
    "can be.";
constexpr const char* kCancelled =
    "a timer that was taken back does not put its job into the queue, and the clock does not jump "
    "to its time.";
constexpr const char* kNotCancelled =
    "cancel returns false, and does nothing, if the timer has put its job into the queue, or was "
    "taken back before.";
constexpr const char* kBodyLives = "the body lives as long as its job, and at one place.";
constexpr const char* kDestroys =
    "when a job has ended, first its frame and then its body are destroyed, before another job is "
    "resumed.";
constexpr const char* kDestroysAll =
    "destruction destroys the jobs that have not ended, wherever they stand: each frame once, and "
    "then its body.";
constexpr const char* kThrows =
    "if a job throws, run throws the same, when that job has been destroyed and before any other "
    "is resumed. The others keep their places and their timers, and the clock stands still.";
constexpr const char* kAgain = "run may be called again, also to go on with jobs that wait.";
constexpr const char* kOneRun = "std::logic_error if run is called inside a job of this loop.";

struct JobFailed {
  int job = -1;
};

constexpr int kNothing = -1;
constexpr int kSomethingElse = -2;

/// Which job's exception leaves `loop.run()`: its number, or one of the above.
int run_failure(EventLoop& loop) {
  try {
    loop.run();
  } catch (const JobFailed& failed) {
    return failed.job;
  } catch (...) {
    return kSomethingElse;
  }
  return kNothing;
}

/// "a at 10": times are nanoseconds here.
std::string at(const std::string& what, Time time) {
  return what + " at " + std::to_string(time.count());
}

/// Where a job waits until somebody posts it, or sets a timer for it.
class Place {
 public:
  struct Waits {
    Place& place;
    // NOLINTNEXTLINE(readability-convert-member-functions-to-static): as awaiters have it
    bool await_ready() const noexcept { return false; }
    void await_suspend(Job::Handle job) const noexcept { place.job_ = job; }
    void await_resume() const noexcept {}
  };

  /// `co_await place.here()`. (Not `co_await place`: g++ 12 copies what is awaited by its name.)
  Waits here() { return {*this}; }

  Job::Handle job() const { return job_; }

 private:
  Job::Handle job_;
};

/// Waits until `when`, and tells the name of the timer.
class NamedSleep {
 public:
  NamedSleep(EventLoop& loop, Time when, TimerId& id) : loop_(loop), when_(when), id_(id) {}
  // NOLINTNEXTLINE(readability-convert-member-functions-to-static): as awaiters have it
  bool await_ready() const noexcept { return false; }
  void await_suspend(Job::Handle job) const { id_ = loop_.post_at(when_, job); }
  void await_resume() const noexcept {}

 private:
  EventLoop& loop_;
  Time when_;
  TimerId& id_;
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

/// What most tests need: a loop, and what happened.
class Scene {
 public:
  Scene() = default;
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  void note(const std::string& what) { lines.push_back(at(what, loop.now())); }

  /// A job that says its name, and lets the others go first, `turns` times.
  Body turns_of(std::string name, int turns) {
    return [this, name = std::move(name), turns]() -> Job {
      for (int turn = 0; turn < turns; ++turn) {
        note(name + std::to_string(turn));
        co_await loop.yield();
      }
    };
  }

  /// A job that sleeps until `when`, and then says its name.
  Body sleeps_until(Time when, std::string name) {
    return [this, when, name = std::move(name)]() -> Job {
      co_await loop.sleep_until(when);
      note(name);
    };
  }

  /// The same, and leaves the name of its timer in `id`.
  Body sleeps_until(Time when, std::string name, TimerId& id) {
    return [this, when, name = std::move(name), &id]() -> Job {
      co_await NamedSleep(loop, when, id);
      note(name);
    };
  }

  /// A job that waits at `place`, and then says its name.
  Body waits_at(Place& place, std::string name) {
    return [this, &place, name = std::move(name)]() -> Job {
      co_await place.here();
      note(name);
    };
  }

  Lines lines;  // outlives the loop, and what that destroys
  EventLoop loop;
};

/// Has `frame` on the job's frame, as a coroutine has its parameters, until the frame is destroyed.
Job on_the_frame([[maybe_unused]] Farewell frame, Lines& lines, const char* line) {
  lines.emplace_back(line);
  co_return;
}

Job waits_on_the_frame([[maybe_unused]] Farewell frame, Place& place) { co_await place.here(); }

Job sleeps_on_the_frame([[maybe_unused]] Farewell frame, EventLoop& loop) {
  co_await loop.sleep_for(10ns);
}

Job throws(int number) {
  throw JobFailed{number};
  co_return;
}

// --- the queue ---

TEST(EventLoop, RunWithoutJobsReturnsAtOnceAndTheClockShows0) {
  EventLoop loop;
  expect_equal(loop.now(), 0ns, "what the clock of a new loop shows, in ns");
  loop.run();
  loop.run();
  expect_equal(loop.now(), 0ns, "what the clock shows after two runs without jobs, in ns");
}

TEST(EventLoop, NoJobBeginsBeforeRun) {
  Scene scene;
  scene.loop.spawn(scene.turns_of("a", 1));
  scene.note("spawned");
  scene.loop.run();
  expect_equal(scene.lines, Lines{"spawned at 0", "a0 at 0"}, "what happened, in order",
               kOnlyInRun);
}

TEST(EventLoop, JobsTakeTurns) {
  Scene scene;
  for (const char* name : {"a", "b", "c"}) scene.loop.spawn(scene.turns_of(name, 2));
  scene.loop.run();
  expect_equal(scene.lines, Lines{"a0 at 0", "b0 at 0", "c0 at 0", "a1 at 0", "b1 at 0", "c1 at 0"},
               "the turns of three jobs that yield twice each", kInOrder);
}

TEST(EventLoop, SpawnedAndPostedJobsComeLast) {
  Scene scene;
  Place place;
  scene.loop.spawn(scene.waits_at(place, "posted"));
  scene.loop.spawn([&]() -> Job {
    scene.loop.spawn(scene.turns_of("new", 1));
    scene.loop.post(place.job());
    scene.note("a");
    co_await scene.loop.yield();
    scene.note("a again");
  });
  scene.loop.spawn(scene.turns_of("b", 1));
  scene.loop.run();
  expect_equal(scene.lines, Lines{"a at 0", "b0 at 0", "new0 at 0", "posted at 0", "a again at 0"},
               "what happened when a spawned one job, posted another, and then yielded", kInOrder);
}

TEST(EventLoop, RunsOnTheCallersThreadAndStartsNoOther) {
  std::set<std::thread::id> threads;
  int others = 0;
  EventLoop loop;
  const int others_before = interleave::count_other_threads();
  for (int job = 0; job < 3; ++job) {
    loop.spawn([&]() -> Job {
      for (int i = 0; i < 2; ++i) {
        co_await loop.sleep_for(1ns);
        threads.insert(std::this_thread::get_id());
        others = std::max(others, interleave::count_other_threads() - others_before);
      }
    });
  }
  loop.run();
  expect_that(threads == std::set{std::this_thread::get_id()},
              "jobs ran on " + std::to_string(threads.size()) +
                  " threads, and not all of it on the one that called run. The contract: a loop is "
                  "for one thread; it does not start any.");
  expect_equal(others, 0, "the number of threads beside the one that called run",
               "it neither starts threads nor waits.");
}

// --- timers ---

TEST(EventLoop, SleepersGoOnInTheOrderOfTheirTimes) {
  Scene scene;
  for (const int when : {30, 10, 40, 20}) {
    scene.loop.spawn(scene.sleeps_until(Time(when), "until " + std::to_string(when)));
  }
  scene.loop.run();
  expect_equal(scene.lines,
               Lines{"until 10 at 10", "until 20 at 20", "until 30 at 30", "until 40 at 40"},
               "which sleepers went on, and when", kTogether);
  expect_equal(scene.loop.now(), 40ns, "what the clock shows after run, in ns");
}

TEST(EventLoop, EqualTimesGoInTheOrderInWhichTheyWereSet) {
  constexpr int kSleepers = 40;  // algorithms that keep no order often do with a few
  std::vector<int> order;
  std::vector<int> expected;
  EventLoop loop;
  for (int sleeper = 0; sleeper < kSleepers; ++sleeper) {
    loop.spawn([&loop, &order, sleeper]() -> Job {
      // Two moments, in turns: timers of the later one are set between those of the earlier one.
      co_await loop.sleep_until(sleeper % 2 == 0 ? 20ns : 10ns);
      order.push_back(sleeper);
    });
  }
  for (int sleeper = 1; sleeper < kSleepers; sleeper += 2) expected.push_back(sleeper);
  for (int sleeper = 0; sleeper < kSleepers; sleeper += 2) expected.push_back(sleeper);
  loop.run();
  expect_equal(order, expected,
               "the order of 40 sleepers, those with odd numbers until 10 ns, the others until 20",
               kTogether);
}

TEST(EventLoop, EqualTimesGoInTheOrderInWhichTheyWereSetAlsoAtDifferentMoments) {
  Scene scene;
  scene.loop.spawn([&]() -> Job {
    co_await scene.loop.sleep_for(5ns);
    co_await scene.loop.sleep_for(5ns);
    scene.note("5 and 5");
  });
  scene.loop.spawn(scene.sleeps_until(10ns, "10"));
  scene.loop.spawn([&]() -> Job {
    co_await scene.loop.sleep_for(3ns);
    co_await scene.loop.sleep_for(7ns);
    scene.note("3 and 7");
  });
  scene.loop.run();
  expect_equal(scene.lines, Lines{"10 at 10", "3 and 7 at 10", "5 and 5 at 10"},
               "the order of three sleepers whose timers for 10 ns were set at 0, 3 and 5 ns",
               kTogether);
}

TEST(EventLoop, AllThatAreDueGoOnBeforeWhatTheyAskFor) {
  Scene scene;
  for (const char* name : {"a", "b"}) {
    scene.loop.spawn([&scene, name]() -> Job {
      co_await scene.loop.sleep_until(10ns);
      scene.note(name);
      co_await scene.loop.sleep_until(10ns);
      scene.note(name + std::string(" slept again"));
      co_await scene.loop.yield();
      scene.note(name + std::string(" yielded"));
    });
  }
  scene.loop.run();
  expect_equal(scene.lines,
               Lines{"a at 10", "b at 10", "a slept again at 10", "b slept again at 10",
                     "a yielded at 10", "b yielded at 10"},
               "what two sleepers did at 10 ns, each of which slept until 10 ns again, and yielded",
               kTogether);
}

TEST(EventLoop, TheClockStandsStillWhileAJobIsInTheQueue) {
  Scene scene;
  scene.loop.spawn(scene.sleeps_until(1ns, "sleeper"));
  scene.loop.spawn(scene.turns_of("a", 3));
  scene.loop.spawn([&]() -> Job {
    scene.loop.spawn(scene.turns_of("new", 2));
    co_return;
  });
  scene.loop.run();
  expect_equal(scene.lines,
               Lines{"a0 at 0", "a1 at 0", "new0 at 0", "a2 at 0", "new1 at 0", "sleeper at 1"},
               "what happened, when some jobs yielded and one slept for 1 ns", kStandsStill);
}

TEST(EventLoop, AJobMaySleepAgainAndAgain) {
  Scene scene;
  for (const int period : {20, 30}) {
    scene.loop.spawn([&scene, period]() -> Job {
      for (int i = 0; i < 3; ++i) {
        co_await scene.loop.sleep_for(Time(period));
        scene.note("each " + std::to_string(period));
      }
    });
  }
  scene.loop.run();
  expect_equal(scene.lines,
               Lines{"each 20 at 20", "each 30 at 30", "each 20 at 40", "each 30 at 60",
                     "each 20 at 60", "each 30 at 90"},
               "what happened, when two jobs slept three times each", kTogether);
}

TEST(EventLoop, ATimeThatIsNotAfterNowPutsTheJobIntoTheQueueAtOnce) {
  Scene scene;
  scene.loop.spawn([&]() -> Job {
    co_await scene.loop.sleep_until(10ns);
    scene.loop.spawn(scene.turns_of("b", 4));
    for (const Time when : {10ns, 9ns, 0ns, -5ns}) {
      scene.note("until " + std::to_string(when.count()));
      co_await scene.loop.sleep_until(when);
    }
    scene.note("end");
  });
  scene.loop.spawn(scene.sleeps_until(11ns, "later"));
  scene.loop.run();
  expect_equal(scene.lines,
               Lines{"until 10 at 10", "b0 at 10", "until 9 at 10", "b1 at 10", "until 0 at 10",
                     "b2 at 10", "until -5 at 10", "b3 at 10", "end at 10", "later at 11"},
               "what happened, when a job slept until moments that were not after 10 ns, at 10 ns",
               kAtOnce);
}

TEST(EventLoop, ADurationOfNothingOrLessIsAYield) {
  Scene scene;
  scene.loop.spawn([&]() -> Job {
    co_await scene.loop.sleep_for(3ns);
    scene.loop.spawn(scene.turns_of("b", 3));
    for (const Time duration : {0ns, -1ns, Time::min()}) {
      scene.note("a");
      co_await scene.loop.sleep_for(duration);
    }
    scene.note("end");
  });
  scene.loop.run();
  expect_equal(scene.lines,
               Lines{"a at 3", "b0 at 3", "a at 3", "b1 at 3", "a at 3", "b2 at 3", "end at 3"},
               "what happened, when a job slept for 0 ns, -1 ns and Time::min(), beside another "
               "that yielded",
               kAtOnce);
}

TEST(EventLoop, AnHourTakesNoTime) {
  Scene scene;
  scene.loop.spawn(scene.sleeps_until(1h + 1ns, "later"));
  scene.loop.spawn(scene.sleeps_until(1h, "an hour"));
  interleave::explain_stall(
      "hang: run waits until an hour has passed. The contract: the clock jumps, and the loop does "
      "not wait.");
  scene.loop.run();
  expect_equal(scene.lines, Lines{"an hour at 3600000000000", "later at 3600000000001"},
               "what happened, in order", kTogether);
}

TEST(EventLoop, DurationsThatEndAfterTheLargestTimeEndThere) {
  Scene scene;
  scene.loop.spawn([&]() -> Job {
    co_await scene.loop.sleep_for(10ns);
    scene.note("sleeps for the largest time");
    co_await scene.loop.sleep_for(Time::max());
    scene.note("slept");
    co_await scene.loop.sleep_for(1ns);
    scene.note("slept for 1 more");
  });
  scene.loop.spawn(scene.sleeps_until(20ns, "later"));
  scene.loop.spawn(scene.sleeps_until(Time::max() - 1ns, "just before"));
  scene.loop.run();
  expect_equal(scene.lines,
               Lines{"sleeps for the largest time at 10", "later at 20",
                     at("just before", Time::max() - 1ns), at("slept", Time::max()),
                     at("slept for 1 more", Time::max())},
               "what happened, when a job slept for Time::max() at 10 ns", kLargest);
}

// --- cancel ---

TEST(EventLoop, ACancelledTimerIsNotDueAndTheClockStaysAway) {
  TimerId timer{};
  bool cancelled = false;
  Scene scene;
  scene.loop.spawn(scene.sleeps_until(100ns, "cancelled sleeper", timer));
  scene.loop.spawn([&]() -> Job {
    co_await scene.loop.sleep_for(10ns);
    cancelled = scene.loop.cancel(timer);
    scene.note("cancelled");
  });
  scene.loop.run();
  expect_that(cancelled, "cancel of a timer that was set returned false.");
  expect_equal(scene.lines, Lines{"cancelled at 10"}, "what happened", kCancelled);
  expect_equal(scene.loop.now(), 10ns,
               "what the clock shows after run, in ns, when the timer for 100 ns was cancelled",
               kCancelled);
}

TEST(EventLoop, TheClockJumpsOverACancelledTimer) {
  TimerId first{};
  Scene scene;
  scene.loop.spawn(scene.sleeps_until(20ns, "cancelled sleeper", first));
  scene.loop.spawn(scene.sleeps_until(30ns, "next"));
  scene.loop.spawn([&]() -> Job {
    scene.loop.cancel(first);
    co_await scene.loop.yield();
    scene.note("yielded");
  });
  scene.loop.run();
  expect_equal(scene.lines, Lines{"yielded at 0", "next at 30"}, "what happened, in order",
               kCancelled);
}

TEST(EventLoop, WhoseTimerIsCancelledMayBePosted) {
  TimerId timer{};
  Scene scene;
  scene.loop.spawn([&]() -> Job {
    struct WithTimeLimit {
      EventLoop& loop;
      TimerId& timer;
      Job::Handle& waits;
      // NOLINTNEXTLINE(readability-convert-member-functions-to-static): as awaiters have it
      bool await_ready() const noexcept { return false; }
      void await_suspend(Job::Handle job) const {
        waits = job;
        timer = loop.post_at(100ns, job);
      }
      void await_resume() const noexcept {}
    };
    Job::Handle waits;
    scene.loop.spawn([&]() -> Job {
      co_await scene.loop.sleep_for(10ns);
      if (scene.loop.cancel(timer)) scene.loop.post(waits);
      scene.note("answered");
    });
    co_await WithTimeLimit{scene.loop, timer, waits};
    scene.note("has the answer");
    co_await scene.loop.sleep_for(200ns);
    scene.note("end");
  });
  scene.loop.run();
  expect_equal(scene.lines, Lines{"answered at 10", "has the answer at 10", "end at 210"},
               "what happened to a job that waits for an answer until 100 ns, and gets it at 10",
               kCancelled);
}

TEST(EventLoop, OthersOfTheSameTimeKeepTheirOrderWhenOneIsCancelled) {
  std::array<TimerId, 4> timers{};
  Scene scene;
  for (std::size_t i = 0; i < timers.size(); ++i) {
    scene.loop.spawn(scene.sleeps_until(10ns, std::to_string(i), timers.at(i)));
  }
  scene.loop.spawn([&]() -> Job {
    expect_that(scene.loop.cancel(timers[1]), "cancel of a timer that was set returned false.");
    co_return;
  });
  scene.loop.run();
  expect_equal(scene.lines, Lines{"0 at 10", "2 at 10", "3 at 10"},
               "which of four sleepers went on, when number 1 was cancelled", kTogether);
}

TEST(EventLoop, ATimerThatHasPutItsJobIntoTheQueueCannotBeCancelled) {
  TimerId timer{};
  TimerId past{};
  Scene scene;
  scene.loop.spawn([&]() -> Job {
    co_await scene.loop.sleep_until(10ns);
    expect_that(!scene.loop.cancel(timer),
                std::string("cancel returned true for a timer whose time has come, and whose job "
                            "is in the queue. The contract: ") +
                    kNotCancelled);
    scene.note("cancels");
  });
  scene.loop.spawn(scene.sleeps_until(10ns, "due", timer));
  scene.loop.spawn(scene.sleeps_until(-1ns, "past", past));
  scene.loop.spawn([&]() -> Job {
    expect_that(!scene.loop.cancel(past),
                std::string("cancel returned true for a timer that was set for a time in the past. "
                            "The contract: ") +
                    kNotCancelled);
    co_return;
  });
  scene.loop.run();
  expect_equal(scene.lines, Lines{"past at 0", "cancels at 10", "due at 10"},
               "what happened, in order", kNotCancelled);
  expect_that(!scene.loop.cancel(timer),
              std::string("cancel returned true for a timer whose job has ended. The contract: ") +
                  kNotCancelled);
}

TEST(EventLoop, ATimerIsCancelledOnce) {
  TimerId timer{};
  Scene scene;
  scene.loop.spawn(scene.sleeps_until(10ns, "cancelled sleeper", timer));
  scene.loop.spawn([&]() -> Job {
    expect_that(scene.loop.cancel(timer), "cancel of a timer that was set returned false.");
    expect_that(
        !scene.loop.cancel(timer),
        std::string("the second cancel of a timer returned true. The contract: ") + kNotCancelled);
    co_return;
  });
  scene.loop.run();
  expect_equal(scene.lines, Lines{}, "what happened", kCancelled);
}

TEST(EventLoop, NoTwoTimersHaveTheSameName) {
  constexpr const char* kNames = "no two timers of a loop ever have the same name.";
  std::array<TimerId, 5> timers{};
  Scene scene;
  scene.loop.spawn(scene.sleeps_until(10ns, "first", timers[0]));
  scene.loop.spawn(scene.sleeps_until(50ns, "second", timers[1]));
  scene.loop.spawn(scene.sleeps_until(0ns, "now", timers[3]));
  scene.loop.spawn(scene.sleeps_until(-1ns, "past", timers[4]));
  scene.loop.spawn([&]() -> Job {
    co_await scene.loop.sleep_until(20ns);
    scene.loop.cancel(timers[1]);
    scene.loop.spawn(scene.sleeps_until(50ns, "third", timers[2]));
    co_await scene.loop.yield();
    expect_that(!scene.loop.cancel(timers[0]) && !scene.loop.cancel(timers[1]),
                std::string("cancel returned true for a timer that was due, or cancelled, before "
                            "another was set. The contract: ") +
                    kNames);
  });
  scene.loop.run();
  expect_equal(
      std::set(timers.begin(), timers.end()).size(), 5U,
      "how many different names five timers have, two of which were due when they were set",
      kNames);
  expect_equal(scene.lines, Lines{"now at 0", "past at 0", "first at 10", "third at 50"},
               "what happened, when the second timer was cancelled, and names of timers that were "
               "gone were cancelled once more",
               kNotCancelled);
}

// --- runs that end early, and the next one ---

TEST(EventLoop, RunThrowsWhatAJobThrowsAndTheOthersKeepTheirPlacesAndTimers) {
  Scene scene;
  scene.loop.spawn(scene.sleeps_until(20ns, "later"));
  scene.loop.spawn(scene.sleeps_until(10ns, "before"));
  scene.loop.spawn([&]() -> Job {
    const Farewell on_frame(scene.lines, "destroyed");
    co_await scene.loop.sleep_until(10ns);
    scene.note("throws");
    throw JobFailed{1};
  });
  scene.loop.spawn(scene.sleeps_until(10ns, "behind"));
  expect_equal(run_failure(scene.loop), 1,
               "the number of the job whose exception left run (-1: none; -2: something else)",
               kThrows);
  expect_equal(scene.lines, Lines{"before at 10", "throws at 10", "destroyed"},
               "what had happened when run threw", kThrows);
  expect_equal(scene.loop.now(), 10ns, "what the clock shows when run has thrown, in ns", kThrows);
  scene.lines.clear();
  scene.loop.spawn(scene.turns_of("new", 1));
  expect_equal(run_failure(scene.loop), kNothing, "what the second run threw (-1: nothing)",
               kThrows);
  expect_equal(scene.lines, Lines{"behind at 10", "new0 at 10", "later at 20"},
               "what the second run did", kThrows);
}

TEST(EventLoop, TheClockGoesOnFromWhereItStoodInTheNextRun) {
  Scene scene;
  scene.loop.spawn(scene.sleeps_until(10ns, "first run"));
  scene.loop.run();
  expect_equal(scene.loop.now(), 10ns, "what the clock shows after run, in ns");
  scene.loop.spawn([&]() -> Job {
    scene.note("begins");
    co_await scene.loop.sleep_for(10ns);
    scene.note("slept");
  });
  scene.loop.run();
  expect_equal(scene.lines, Lines{"first run at 10", "begins at 10", "slept at 20"},
               "what happened in two runs", "only run moves the clock. It never goes back.");
}

TEST(EventLoop, RunReturnsWhileJobsWaitForSomethingElseAndGoesOnWithThemLater) {
  Scene scene;
  Place here;
  Place there;
  scene.loop.spawn(scene.waits_at(here, "waited here"));
  scene.loop.spawn(scene.waits_at(there, "waited there"));
  scene.loop.run();
  scene.note("run has returned");
  scene.loop.post_at(7ns, here.job());
  scene.loop.post(there.job());
  scene.loop.run();
  expect_equal(scene.lines, Lines{"run has returned at 0", "waited there at 0", "waited here at 7"},
               "what happened in two runs", kAgain);
}

TEST(EventLoop, AJobMayNotRunItsLoop) {
  Scene scene;
  scene.loop.spawn([&]() -> Job {
    for (const char* const which : {"the first run", "the second run"}) {
      try {
        scene.loop.run();
        fail(which + std::string(" inside a job returned. The contract: ") + kOneRun);
      } catch (const std::logic_error&) {
      } catch (...) {
        fail(which + std::string(" inside a job threw, but no std::logic_error."));
      }
    }
    scene.note("a");
    co_await scene.loop.yield();
    scene.note("a again");
  });
  scene.loop.spawn(scene.turns_of("b", 1));
  scene.loop.spawn(scene.sleeps_until(5ns, "sleeper"));
  scene.loop.run();
  expect_equal(scene.lines, Lines{"a at 0", "b0 at 0", "a again at 0", "sleeper at 5"},
               "what happened, in order", kOneRun);
}

TEST(EventLoop, AJobMayRunAnotherLoop) {
  Scene outer;
  Scene inner;
  bool refused = false;
  inner.loop.spawn(inner.sleeps_until(3ns, "inner"));
  outer.loop.spawn([&]() -> Job {
    co_await outer.loop.sleep_for(5ns);
    try {
      inner.loop.run();
    } catch (const std::logic_error&) {
      refused = true;
    }
    outer.note("outer");
  });
  outer.loop.run();
  expect_that(!refused,
              std::string("run of another loop, inside a job, threw std::logic_error. The "
                          "contract: ") +
                  kOneRun);
  expect_equal(inner.lines, Lines{"inner at 3"}, "what happened in the other loop");
  expect_equal(outer.lines, Lines{"outer at 5"}, "what happened in the loop whose job ran it");
}

// --- bodies and frames ---

TEST(EventLoop, ALargeBodyLivesAsLongAsItsJob) {
  std::array<int, 8> seen{};
  EventLoop loop;
  {
    const std::array<int, 8> numbers{1, 2, 3, 4, 5, 6, 7, 8};
    loop.spawn([&loop, &seen, numbers]() -> Job {
      co_await loop.sleep_for(1ns);
      seen = numbers;
    });
  }
  loop.run();
  expect_equal(seen, std::array{1, 2, 3, 4, 5, 6, 7, 8}, "what a lambda had captured", kBodyLives);
}

/// What the small body sees. Not captured: a body that has gone would not say where to write.
std::vector<int> seen_by_small_body;

[[gnu::noinline]] void spawn_small_body(EventLoop& loop, int number) {
  loop.spawn([number]() -> Job {
    seen_by_small_body.push_back(number);
    co_return;
  });
}

/// Writes over whatever calls before have left on the stack.
[[gnu::noinline]] void overwrite_stack() {
  std::array<volatile int, 4'096> memory;  // NOLINT(cppcoreguidelines-pro-type-member-init): below
  for (volatile int& each : memory) each = kSomethingElse;
}

TEST(EventLoop, ASmallBodyStaysWhereItWasCalled) {
  seen_by_small_body.clear();
  EventLoop loop;
  spawn_small_body(loop, 7);
  overwrite_stack();
  spawn_small_body(loop, 8);
  overwrite_stack();
  loop.run();
  // A std::function has a small lambda inside itself: moving the one moves the other.
  expect_equal(seen_by_small_body, std::vector{7, 8},
               "what two lambdas had captured, an int each, when their jobs ran", kBodyLives);
}

EventLoop* loop_of_small_bodies = nullptr;  // not captured either

TEST(EventLoop, ASmallBodyStaysWhereItWasCalledWhenOthersEnd) {
  seen_by_small_body.clear();
  EventLoop loop;
  loop_of_small_bodies = &loop;
  for (const int number : {20, 30, 10, 40, 50}) {
    loop.spawn([number]() -> Job {
      co_await loop_of_small_bodies->sleep_until(Time(number));
      seen_by_small_body.push_back(number);
    });
  }
  loop.run();
  expect_equal(seen_by_small_body, std::vector{10, 20, 30, 40, 50},
               "what five lambdas had captured, an int each, when their jobs ended, the third of "
               "them first",
               kBodyLives);
}

TEST(EventLoop, DestroysAJobAsSoonAsItHasEnded) {
  Scene scene;
  Lines& lines = scene.lines;
  scene.loop.spawn([&lines, guard = std::make_shared<Farewell>(lines, "body destroyed")] {
    return on_the_frame(Farewell(lines, "frame destroyed"), lines, "a ends");
  });
  scene.loop.spawn(scene.turns_of("b", 1));
  scene.loop.run();
  expect_equal(lines, Lines{"a ends", "frame destroyed", "body destroyed", "b0 at 0"},
               "what happened, in order", kDestroys);
}

TEST(EventLoop, WhatAnEndedJobLeavesMayPostAndSpawn) {
  bool runs = true;
  Place place;
  Scene scene;
  struct PostsAtTheEnd {
    Scene& scene;
    const Place& place;
    const bool& runs;
    PostsAtTheEnd(Scene& in, const Place& at, const bool& inside_run)
        : scene(in), place(at), runs(inside_run) {}
    PostsAtTheEnd(const PostsAtTheEnd&) = delete;
    PostsAtTheEnd& operator=(const PostsAtTheEnd&) = delete;
    ~PostsAtTheEnd() {
      if (!runs) return;  // nobody calls a loop that is being destroyed
      scene.loop.post_at(scene.loop.now() + 5ns, place.job());
      scene.loop.spawn(scene.turns_of("spawned", 1));
    }
  };
  scene.loop.spawn(scene.waits_at(place, "was posted"));
  scene.loop.spawn([&, guard = std::make_shared<PostsAtTheEnd>(scene, place, runs)]() -> Job {
    scene.note("ends");
    co_return;
  });
  scene.loop.run();
  runs = false;
  expect_equal(scene.lines, Lines{"ends at 0", "spawned0 at 0", "was posted at 5"},
               "what happened, in order");
}

TEST(EventLoop, DestructionDestroysJobsWhereverTheyStand) {
  Lines lines;
  Place place;
  {
    EventLoop loop;
    const auto guard = [&lines](const char* name) {
      return std::make_shared<Farewell>(lines, std::string(name) + ": body destroyed");
    };
    loop.spawn([&, body = guard("sleeps")] {
      return sleeps_on_the_frame(Farewell(lines, "sleeps: frame destroyed"), loop);
    });
    loop.spawn([&, body = guard("waits")] {
      return waits_on_the_frame(Farewell(lines, "waits: frame destroyed"), place);
    });
    loop.spawn([] { return throws(0); });
    loop.spawn([&, body = guard("not begun")] {
      return on_the_frame(Farewell(lines, "not begun: frame destroyed"), lines, "begun");
    });
    expect_equal(run_failure(loop), 0, "the number of the job whose exception left run");
    expect_equal(lines, Lines{}, "what had been destroyed when run threw", kThrows);
  }
  for (const char* name : {"sleeps", "waits", "not begun"}) {
    const std::string begin = std::string(name) + ": ";
    Lines of_this;
    for (const std::string& line : lines) {
      if (line.starts_with(begin)) of_this.push_back(line);
    }
    expect_equal(of_this, Lines{begin + "frame destroyed", begin + "body destroyed"},
                 "what destruction did to a job that " +
                     std::string(name == std::string("not begun") ? "has not begun" : name),
                 kDestroysAll);
  }
  expect_equal(lines.size(), 6U, "how many frames and bodies of three jobs were destroyed",
               kDestroysAll);
}

TEST(EventLoop, AFrameMayUseItsBodyToTheEnd) {
  Lines lines;
  {
    EventLoop loop;
    loop.spawn([&loop, &lines, name = std::string("its body is still there")]() -> Job {
      struct Reader {
        Lines& lines;
        const std::string& name;
        ~Reader() { lines.push_back(name); }
      } const reader{lines, name};
      co_await loop.sleep_for(10ns);
      lines.emplace_back("went on");
    });
    loop.spawn([] { return throws(0); });
    run_failure(loop);
  }
  expect_equal(lines, Lines{"its body is still there"},
               "what the frame of a sleeper did when it was destroyed", kDestroysAll);
}

// --- errors ---

TEST(EventLoop, RefusesAnEmptyBody) {
  bool refused = false;
  EventLoop loop;
  try {
    loop.spawn(nullptr);
  } catch (const std::invalid_argument&) {
    refused = true;
  } catch (...) {
    fail("spawn of an empty function threw, but no std::invalid_argument.");
  }
  expect_that(refused, "spawn of an empty function did not throw std::invalid_argument.");
  loop.run();
}

TEST(EventLoop, WhatABodyThrowsLeavesSpawn) {
  int thrown = kNothing;
  EventLoop loop;
  try {
    loop.spawn([]() -> Job { throw JobFailed{7}; });
  } catch (const JobFailed& failed) {
    thrown = failed.job;
  }
  expect_equal(thrown, 7, "what left spawn, when the body threw 7 (-1: nothing)");
  loop.run();
}

}  // namespace
