#include "first_of.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <latch>
#include <semaphore>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "explorer/explore.hpp"
#include "support/call_log.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"
#include "support/threads.hpp"
#include "support/watch.hpp"

namespace {

using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;

constexpr const char* kFirst = "the answer is that of the first mirror that returned one.";
constexpr const char* kFailure =
    "if all of them throw, what the first one, in their order, has thrown.";

/// Waits until it is told to stop, and then answers all the same.
std::string wait_for_stop(const std::stop_token& stop) {
  std::binary_semaphore stopped(0);
  const std::stop_callback wake(stop, [&] { stopped.release(); });
  stopped.acquire();
  return "too late";
}

Mirror answering(std::string answer) {
  return [answer = std::move(answer)](const std::stop_token&) { return answer; };
}

Mirror failing(const char* what) {
  return [what](const std::stop_token&) -> std::string { throw std::runtime_error(what); };
}

std::string thrown_by(const std::vector<Mirror>& mirrors) {
  try {
    first_of(mirrors);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "nothing";
}

constexpr const char* kInTurns =
    "serial: a mirror waits for another one, which is not asked before it has ended. The contract: "
    "asks all mirrors at the same time.";

void explain_stall() {
  interleave::explain_stall(
      "hang: a mirror waits for a stop that nobody requests. The contract: as soon as one mirror "
      "has returned an answer, a stop is requested of all others.");
}

TEST(FirstOf, ReturnsTheAnswerOfASingleMirror) {
  explore([] { expect_equal(first_of({answering("a")}), std::string("a"), "the answer"); });
}

TEST(FirstOf, ReturnsOneOfTwoAnswers) {
  explore([] {
    const std::string answer = first_of({answering("a"), answering("b")});
    expect_that(answer == "a" || answer == "b",
                "the answer of two mirrors that answer \"a\" and \"b\" is \"" + answer + "\".");
  });
}

TEST(FirstOf, StopsTheOtherWhenTheFirstHasAnswered) {
  explain_stall();
  explore([] {
    expect_equal(first_of({answering("fast"), wait_for_stop}), std::string("fast"), "the answer",
                 kFirst);
  });
}

TEST(FirstOf, StopsTheOtherWhenTheSecondHasAnswered) {
  explain_stall();
  explore([] {
    expect_equal(first_of({wait_for_stop, answering("fast")}), std::string("fast"), "the answer",
                 kFirst);
  });
}

TEST(FirstOf, AnEmptyTextIsAnAnswer) {
  explain_stall();
  explore([] {
    expect_equal(first_of({answering(""), wait_for_stop}), std::string(), "the answer", kFirst);
  });
}

TEST(FirstOf, StopsAllOthers) {
  explain_stall();
  explore(
      [] {
        expect_equal(first_of({wait_for_stop, answering("fast"), wait_for_stop}),
                     std::string("fast"), "the answer", kFirst);
      },
      {.schedules = 2'000});
}

TEST(FirstOf, CallsEachMirrorOnce) {
  explore([] {
    interleave::CallLog<int> calls;
    const auto noting = [&](int number) {
      return [&calls, number](const std::stop_token&) {
        calls.add(number);
        return std::string("answer");
      };
    };
    first_of({noting(0), noting(1)});
    expect_equal(calls.size(), 2U, "the number of calls to two mirrors",
                 "each mirror is called once.");
  });
}

TEST(FirstOf, NoMirrorIsAskedOnTheCallersThread) {
  explore([] {
    interleave::CallLog<std::thread::id> threads;
    const Mirror noting = [&](const std::stop_token&) {
      threads.add(std::this_thread::get_id());
      return std::string("answer");
    };
    first_of({noting, noting});
    interleave::expect_on_other_threads(threads.entries(), "a mirror was asked",
                                        "each on a thread of its own.");
  });
}

TEST(FirstOf, NoStopBeforeThereIsAnAnswer) {
  explore([] {
    bool asked_to_stop = false;
    const Mirror only = [&](const std::stop_token& stop) {
      asked_to_stop = stop.stop_requested();
      return std::string("answer");
    };
    first_of({only});
    expect_that(!asked_to_stop,
                "a stop was requested before any mirror had returned. The contract: as soon as one "
                "has returned an answer, and not before.");
  });
}

TEST(FirstOf, AFailureIsNoAnswer) {
  interleave::explain_stall(kInTurns);
  explore([] {
    std::latch other_has_failed(1);
    const Mirror fails = [&](const std::stop_token&) -> std::string {
      other_has_failed.count_down();
      throw 7;  // no std::exception
    };
    const Mirror answers = [&](const std::stop_token&) {
      other_has_failed.wait();
      return std::string("answer");
    };
    expect_equal(first_of({fails, answers}), std::string("answer"),
                 "the answer, where the first mirror has thrown before",
                 "a mirror that throws has no answer, and the others go on.");
  });
}

TEST(FirstOf, AFailureDoesNotStopTheOthers) {
  interleave::explain_stall(kInTurns);
  explore([] {
    bool asked_to_stop = false;
    std::latch other_has_failed(1);
    const Mirror fails = [&](const std::stop_token&) -> std::string {
      other_has_failed.count_down();
      throw std::runtime_error("fails");
    };
    const Mirror answers = [&](const std::stop_token& stop) {
      other_has_failed.wait();
      std::this_thread::yield();
      asked_to_stop = stop.stop_requested();
      return std::string("answer");
    };
    first_of({answers, fails});
    expect_that(!asked_to_stop,
                "a stop was requested when a mirror had thrown. The contract: as soon as one has "
                "returned an answer, and not before.");
  });
}

TEST(FirstOf, TheFailureOfALoserIsDropped) {
  explain_stall();
  explore([] {
    const Mirror fails_when_stopped = [](const std::stop_token& stop) -> std::string {
      wait_for_stop(stop);
      throw std::runtime_error("stopped");
    };
    expect_equal(first_of({fails_when_stopped, answering("fast")}), std::string("fast"),
                 "the answer, where the other mirror throws when it is stopped", kFirst);
  });
}

TEST(FirstOf, IfAllFailTheFirstInTheirOrderIsThrown) {
  interleave::explain_stall(kInTurns);
  explore([] {
    std::latch second_has_failed(1);
    const Mirror first = [&](const std::stop_token&) -> std::string {
      second_has_failed.wait();
      throw std::runtime_error("mirror 0");
    };
    const Mirror second = [&](const std::stop_token&) -> std::string {
      second_has_failed.count_down();
      throw std::runtime_error("mirror 1");
    };
    expect_equal(thrown_by({first, second}), std::string("mirror 0"),
                 "what was thrown, when mirror 1 failed before mirror 0", kFailure);
  });
}

TEST(FirstOf, IfASingleOneFailsThatIsThrown) {
  explore([] {
    expect_equal(thrown_by({failing("only")}), std::string("only"), "what was thrown", kFailure);
  });
}

// The loser takes a while to end, and uses memory of the test until then.
TEST(FirstOf, NoMirrorIsStillRunningOnReturn) {
  explain_stall();
  explore([] {
    int ended = 0;
    const Mirror slow = [&](const std::stop_token& stop) {
      wait_for_stop(stop);
      std::this_thread::yield();
      ended = 1;
      return std::string("too late");
    };
    first_of({answering("fast"), slow});
    expect_equal(ended, 1, "whether the slow mirror had ended on return",
                 "no mirror is still running on return.");
  });
}

TEST(FirstOf, WhatMirrorsDidIsVisibleAfterwards) {
  explore([] {
    std::vector<int> asked(2);
    const auto noting = [&](std::size_t number) {
      return [&asked, number](const std::stop_token&) {
        asked.at(number) = 1;
        return std::string("answer");
      };
    };
    first_of({noting(0), noting(1)});
    expect_equal(asked, std::vector{1, 1}, "which mirrors had been asked on return",
                 "everything that they did is visible to the caller on return.");
  });
}

TEST(FirstOf, RefusesNoMirrors) {
  bool refused = false;
  try {
    first_of({});
  } catch (const std::invalid_argument&) {
    refused = true;
  }
  expect_that(refused, "first_of without mirrors returned. The contract: std::invalid_argument.");
}

TEST(FirstOfConcurrent, AllMirrorsAreAskedAtOnce) {
  explore(
      [] {
        interleave::Rendezvous meeting(3);
        const Mirror meets = [&](const std::stop_token&) {
          meeting.arrive_and_wait();
          return std::string("answer");
        };
        expect_equal(first_of({meets, meets, meets}), std::string("answer"), "the answer");
      },
      {.schedules = 300});
}

}  // namespace
