#include "two_tasks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/call_log.hpp"
#include "support/expect.hpp"

namespace {

using boost::asio::io_context;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::fail;
using std::chrono::milliseconds;

using Texts = std::vector<std::string>;

constexpr const char* kPauses =
    "a task pauses for `pause` of virtual time after each line but its last; meanwhile the loop "
    "runs whatever else is due.";
constexpr const char* kTurns =
    "where both may go on at the same moment, the one that began to wait first does; a pause of 0 "
    "is a pause, too. `first` begins before `second`.";
constexpr const char* kLast =
    "when both have ended, `last` is shown: immediately after the last line of both.";

/// What a sink throws, which may be anything: no std::exception.
struct SinkFailed {};

/// A sink that notes when each line comes.
class Screen {
 public:
  Sink sink() {
    return [this](const std::string& line) {
      const milliseconds at = VirtualClock::now() - start_;
      lines_.add(std::to_string(at.count()) + " ms: " + line);
      if (std::this_thread::get_id() != owner_) elsewhere_.add(line);
    };
  }

  /// "20 ms: second line", in the order in which they came.
  Texts lines() const { return lines_.entries(); }
  /// The lines that came on another thread than the one that made the screen.
  Texts elsewhere() const { return elsewhere_.entries(); }

 private:
  std::thread::id owner_ = std::this_thread::get_id();
  VirtualClock::time_point start_ = VirtualClock::now();
  interleave::CallLog<std::string> lines_;
  interleave::CallLog<std::string> elsewhere_;
};

/// Does what may make the loop stand still, and tells of it in the learner's terms.
void unless_stuck(const std::function<void()>& action) {
  try {
    action();
  } catch (const Standstill& stuck) {
    fail(std::string("hang: ") + stuck.what() + '.');
  }
}

struct Arguments {
  Script first;
  Script second;
  std::string last = "last";
};

/// What two_tasks shows, from the call to the end of the loop.
Texts shown(const Arguments& arguments) {
  Screen screen;
  io_context loop;
  unless_stuck([&] {
    two_tasks(loop, arguments.first, arguments.second, arguments.last, screen.sink());
    run_in_virtual_time(loop);
  });
  return screen.lines();
}

TEST(TwoTasks, TheShorterPauseIsShownFirst) {
  expect_equal(
      shown(
          {{{"fetch", "fetched"}, milliseconds(20)}, {{"process", "processed"}, milliseconds(10)}}),
      Texts{"0 ms: fetch", "0 ms: process", "10 ms: processed", "20 ms: fetched", "20 ms: last"},
      "the lines", kPauses);
}

TEST(TwoTasks, LastWaitsForTheSlowerAlsoIfThatIsTheSecond) {
  expect_equal(shown({{{"a1", "a2"}, milliseconds(5)}, {{"b1", "b2"}, milliseconds(30)}}),
               Texts{"0 ms: a1", "0 ms: b1", "5 ms: a2", "30 ms: b2", "30 ms: last"}, "the lines",
               kLast);
}

TEST(TwoTasks, EveryLineComesAtItsTime) {
  expect_equal(
      shown({{{"a1", "a2", "a3"}, milliseconds(7)}, {{"b1", "b2", "b3", "b4"}, milliseconds(5)}}),
      Texts{"0 ms: a1", "0 ms: b1", "5 ms: b2", "7 ms: a2", "10 ms: b3", "14 ms: a3", "15 ms: b4",
            "15 ms: last"},
      "the lines", kPauses);
}

TEST(TwoTasks, WithEqualPausesTheyTakeTurns) {
  expect_equal(
      shown({{{"a1", "a2", "a3"}, milliseconds(10)}, {{"b1", "b2", "b3"}, milliseconds(10)}}),
      Texts{"0 ms: a1", "0 ms: b1", "10 ms: a2", "10 ms: b2", "20 ms: a3", "20 ms: b3",
            "20 ms: last"},
      "the lines", kTurns);
}

TEST(TwoTasks, WhoBeganToWaitFirstGoesOnFirst) {
  expect_equal(shown({{{"a1", "a2", "a3"}, milliseconds(10)}, {{"b1", "b2"}, milliseconds(20)}}),
               Texts{"0 ms: a1", "0 ms: b1", "10 ms: a2", "20 ms: b2", "20 ms: a3", "20 ms: last"},
               "the lines, where `second` has waited since 0 ms and `first` since 10 ms", kTurns);
}

TEST(TwoTasks, APauseOfZeroLetsTheOtherGoOn) {
  expect_equal(shown({{{"a1", "a2", "a3"}, milliseconds(0)}, {{"b1", "b2"}, milliseconds(0)}}),
               Texts{"0 ms: a1", "0 ms: b1", "0 ms: a2", "0 ms: b2", "0 ms: a3", "0 ms: last"},
               "the lines, with pauses of 0", kTurns);
}

TEST(TwoTasks, NoPauseAfterTheLastLine) {
  expect_equal(shown({{{"a1"}, milliseconds(50)}, {{"b1"}, milliseconds(60)}}),
               Texts{"0 ms: a1", "0 ms: b1", "0 ms: last"}, "the lines of two tasks with one each",
               kLast);
}

TEST(TwoTasks, ATaskWithoutLinesEndsWhenItBegins) {
  expect_equal(shown({{{}, milliseconds(50)}, {{"b1", "b2"}, milliseconds(10)}}),
               Texts{"0 ms: b1", "10 ms: b2", "10 ms: last"}, "the lines, where `first` has none",
               kLast);
}

TEST(TwoTasks, WithoutAnyLinesThereIsTheLast) {
  expect_equal(shown({{{}, milliseconds(50)}, {{}, milliseconds(50)}}), Texts{"0 ms: last"},
               "the lines, where neither task has any", kLast);
}

TEST(TwoTasks, ShowsNothingBeforeTheLoopRuns) {
  Screen screen;
  io_context loop;
  unless_stuck([&] {
    two_tasks(loop, {{"a1", "a2"}, milliseconds(1)}, {{"b1"}, milliseconds(1)}, "last",
              screen.sink());
  });
  expect_equal(screen.lines(), Texts{}, "the lines before the loop ran",
               "nothing is shown before the loop runs.");
}

TEST(TwoTasks, EveryLineComesOnTheThreadThatRunsTheLoop) {
  Screen screen;
  io_context loop;
  unless_stuck([&] {
    two_tasks(loop, {{"a1", "a2"}, milliseconds(1)}, {{"b1", "b2"}, milliseconds(2)}, "last",
              screen.sink());
    run_in_virtual_time(loop);
  });
  expect_equal(screen.elsewhere(), Texts{}, "the lines that were shown on another thread",
               "a task calls `sink` on the thread that runs the loop.");
}

TEST(TwoTasks, NothingIsLeftInTheLoop) {
  Screen screen;
  io_context loop;
  const VirtualClock::time_point start = VirtualClock::now();
  unless_stuck([&] {
    two_tasks(loop, {{"a1", "a2"}, milliseconds(10)}, {{"b1"}, milliseconds(99)}, "last",
              screen.sink());
    run_in_virtual_time(loop);
  });
  expect_equal((VirtualClock::now() - start).count(), 10, "the time in ms when the loop ended",
               "`last` follows immediately on the last line of both. Then nothing is left in the "
               "loop.");
}

TEST(TwoTasks, ItsArgumentsMayBeGoneWhenTheLoopRuns) {
  Screen screen;
  io_context loop;
  unless_stuck([&] {
    {
      const auto arguments = std::make_unique<Arguments>(
          Arguments{{{"a1", "a2"}, milliseconds(10)}, {{"b1", "b2"}, milliseconds(20)}, "last"});
      const auto sink = std::make_unique<Sink>(screen.sink());
      two_tasks(loop, arguments->first, arguments->second, arguments->last, *sink);
    }
    run_in_virtual_time(loop);
  });
  expect_equal(screen.lines(),
               Texts{"0 ms: a1", "0 ms: b1", "10 ms: a2", "20 ms: b2", "20 ms: last"},
               "the lines, where the arguments are gone", "the arguments are copied.");
}

TEST(TwoTasks, TimeMayPassBeforeTheLoopRuns) {
  Screen screen;
  io_context loop;
  unless_stuck([&] {
    two_tasks(loop, {{"a1", "a2"}, milliseconds(10)}, {{"b1", "b2"}, milliseconds(20)}, "last",
              screen.sink());
    io_context other;
    Timer timer(other, milliseconds(50));
    timer.async_wait([](const boost::system::error_code&) {});
    run_in_virtual_time(other);
    run_in_virtual_time(loop);
  });
  expect_equal(screen.lines(),
               Texts{"50 ms: a1", "50 ms: b1", "60 ms: a2", "70 ms: b2", "70 ms: last"},
               "the lines, where the loop was run 50 ms after the call", kPauses);
}

TEST(TwoTasks, SeveralCallsShareOneLoop) {
  Screen one;
  Screen two;
  io_context loop;
  unless_stuck([&] {
    two_tasks(loop, {{"a1", "a2"}, milliseconds(10)}, {{"b1", "b2"}, milliseconds(20)}, "last",
              one.sink());
    two_tasks(loop, {{"c1", "c2"}, milliseconds(5)}, {{"d1", "d2"}, milliseconds(15)}, "last",
              two.sink());
    run_in_virtual_time(loop);
  });
  expect_equal(one.lines(), Texts{"0 ms: a1", "0 ms: b1", "10 ms: a2", "20 ms: b2", "20 ms: last"},
               "the lines of one call, where another one shares the loop",
               "several calls are independent.");
  expect_equal(two.lines(), Texts{"0 ms: c1", "0 ms: d1", "5 ms: c2", "15 ms: d2", "15 ms: last"},
               "the lines of the other call", "several calls are independent.");
}

TEST(TwoTasks, CanBeCalledAgainOnALoopThatHasEnded) {
  io_context loop;
  for (int round = 0; round < 2; ++round) {
    Screen screen;
    unless_stuck([&] {
      two_tasks(loop, {{"a1"}, milliseconds(1)}, {{"b1", "b2"}, milliseconds(3)}, "last",
                screen.sink());
      run_in_virtual_time(loop);
    });
    expect_equal(screen.lines(), Texts{"0 ms: a1", "0 ms: b1", "3 ms: b2", "3 ms: last"},
                 "the lines of call " + std::to_string(round + 1), kPauses);
  }
}

/// Whether two_tasks refuses the pauses; the loop is run afterwards.
void expect_refused(milliseconds first, milliseconds second, const Texts& lines) {
  Screen screen;
  io_context loop;
  bool refused = false;
  unless_stuck([&] {
    try {
      two_tasks(loop, {lines, first}, {lines, second}, "last", screen.sink());
    } catch (const std::invalid_argument&) {
      refused = true;
    }
    try {
      run_in_virtual_time(loop);
    } catch (const std::invalid_argument&) {
      fail(
          "std::invalid_argument left the run of the loop. The contract: it is thrown by "
          "`two_tasks` itself.");
    }
  });
  expect_that(refused,
              "two_tasks with a pause of " + std::to_string(std::min(first, second).count()) +
                  " ms returned. The contract: std::invalid_argument if a pause is negative.");
  expect_equal(screen.lines(), Texts{}, "the lines, where a pause is negative",
               "no task is started.");
}

TEST(TwoTasks, RefusesANegativePauseOfTheFirst) {
  expect_refused(milliseconds(-1), milliseconds(1), {"1", "2"});
}

TEST(TwoTasks, RefusesANegativePauseOfTheSecond) {
  expect_refused(milliseconds(1), milliseconds(-1), {"1", "2"});
}

TEST(TwoTasks, RefusesANegativePauseThatNobodyWouldMake) {
  expect_refused(milliseconds(1), milliseconds(-1), {"1"});
}

/// Runs two tasks whose sink throws at `line`; how often an exception left the run of the loop.
int run_with_failure(const std::string& line, Screen& screen) {
  io_context loop;
  int failures = 0;
  unless_stuck([&] {
    two_tasks(loop, {{"a1", "a2", "a3"}, milliseconds(10)}, {{"b1", "b2", "b3"}, milliseconds(15)},
              "last", [&line, sink = screen.sink()](const std::string& shown) {
                sink(shown);
                if (shown == line) throw SinkFailed();
              });
    for (bool again = true; std::exchange(again, false);) {
      try {
        run_in_virtual_time(loop);
      } catch (const SinkFailed&) {
        ++failures;
        again = true;
      }
    }
  });
  return failures;
}

TEST(TwoTasks, WhatTheSinkThrowsLeavesTheRunOfTheLoop) {
  Screen screen;
  expect_equal(run_with_failure("b2", screen), 1,
               "how many exceptions left the run of the loop, when `sink` threw one",
               "the exception leaves the run of the loop, at the latest when both have ended.");
}

TEST(TwoTasks, TheOtherTaskGoesOnWhenTheSinkHasThrown) {
  Screen screen;
  run_with_failure("b2", screen);
  expect_equal(screen.lines(), Texts{"0 ms: a1", "0 ms: b1", "10 ms: a2", "15 ms: b2", "20 ms: a3"},
               "the lines, where `sink` threw at b2",
               "its task shows nothing more, and neither is `last` shown; the other task goes on "
               "to its end.");
}

TEST(TwoTasks, AnExceptionAtTheFirstLineDoesNotStopTheOtherTask) {
  Screen screen;
  run_with_failure("a1", screen);
  expect_equal(screen.lines(), Texts{"0 ms: a1", "0 ms: b1", "15 ms: b2", "30 ms: b3"},
               "the lines, where `sink` threw at a1",
               "its task shows nothing more, and neither is `last` shown; the other task goes on "
               "to its end.");
}

TEST(TwoTasks, AnExceptionAtTheLastLineOfATaskIsNoEnd) {
  Screen screen;
  expect_equal(run_with_failure("a3", screen), 1,
               "how many exceptions left the run of the loop, when `sink` threw one",
               "the exception leaves the run of the loop, at the latest when both have ended.");
  expect_equal(screen.lines(),
               Texts{"0 ms: a1", "0 ms: b1", "10 ms: a2", "15 ms: b2", "20 ms: a3", "30 ms: b3"},
               "the lines, where `sink` threw at a3, the last line of its task",
               "its task shows nothing more, and neither is `last` shown.");
}

TEST(TwoTasks, WhatTheSinkThrowsAtLastLeavesTheRunOfTheLoop) {
  Screen screen;
  expect_equal(run_with_failure("last", screen), 1,
               "how many exceptions left the run of the loop, when `sink` threw one at `last`",
               "if `sink` throws, the exception leaves the run of the loop.");
}

TEST(TwoTasks, TasksEndWithTheirLoop) {
  Screen screen;
  const auto owned = std::make_shared<int>(0);
  unless_stuck([&] {
    std::optional<io_context> loop(std::in_place);
    two_tasks(*loop, {{"a1", "a2"}, milliseconds(10)}, {{"b1", "b2"}, milliseconds(20)}, "last",
              [owned, sink = screen.sink()](const std::string& line) { sink(line); });
    loop->poll();
    loop.reset();
  });
  expect_equal(screen.lines(), Texts{"0 ms: a1", "0 ms: b1"},
               "the lines, where the loop was destroyed at 0 ms",
               "if the loop is destroyed before its tasks have ended, they end there.");
  expect_equal(owned.use_count(), 1L,
               "the number of owners, beside the tasks, of what `sink` holds",
               "if the loop is destroyed before its tasks have ended, they end there.");
}

TEST(TwoTasksConcurrent, TheSecondBeginsBeforeTheFirstHasEnded) {
  const Texts lines = shown({{{"a1", "a2"}, milliseconds(20)}, {{"b1", "b2"}, milliseconds(20)}});
  const auto place = [&](const std::string& line) {
    return std::find_if(lines.begin(), lines.end(), [&](const std::string& each) {
      return each.size() > line.size() && each.ends_with(": " + line);
    });
  };
  expect_that(place("b1") < place("a2"),
              "serial: `second` began when `first` had shown its last line; the lines were " +
                  testing::PrintToString(lines) +
                  ". The contract: both are under way at once; while a task pauses, the loop runs "
                  "whatever else is due.");
}

TEST(TwoTasksConcurrent, TogetherTheyTakeAsLongAsTheLonger) {
  const VirtualClock::time_point start = VirtualClock::now();
  const Texts lines =
      shown({{{"a1", "a2"}, milliseconds(30)}, {{"b1", "b2", "b3"}, milliseconds(20)}});
  const milliseconds took = VirtualClock::now() - start;
  expect_equal(lines.size(), 6U, "the number of lines");
  expect_that(took == milliseconds(40),
              "serial: tasks that pause for 30 ms and for 40 ms in all took " +
                  std::to_string(took.count()) + " ms together; the lines were " +
                  testing::PrintToString(lines) + ". The contract: both are under way at once.");
}

}  // namespace
