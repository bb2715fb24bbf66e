#include "retire_detach.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "explorer/explore.hpp"
#include "support/call_log.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"
#include "support/threads.hpp"

namespace {

using interleave::CallLog;
using interleave::expect_equal;
using interleave::explore;

using Messages = std::vector<std::string>;

/// Tests that have more schedules than can be tried in a fraction of a second.
constexpr interleave::ExploreOptions kManySteps{.schedules = 1'000};
constexpr interleave::ExploreOptions kManyThreads{.schedules = 50};

constexpr const char* kOnce =
    "deliver is called exactly once with the message, then exactly once with each of its "
    "follow-ups, and so on.";
constexpr const char* kSettleCounts =
    "settle waits until every delivery has ended, follow-ups included, and returns how many have "
    "ended since the courier was made.";
constexpr const char* kDestructorWaits =
    "the destructor waits until every delivery has ended, follow-ups included.";

Messages sorted(Messages messages) {
  std::sort(messages.begin(), messages.end());
  return messages;
}

/// Slow work, so that an answer that does not wait is seen not to.
void take_a_while() { std::this_thread::sleep_for(std::chrono::milliseconds(2)); }

TEST(RetireDetach, DeliversEachMessageOnce) {
  explore([] {
    CallLog<std::string> calls;
    {
      Courier courier([&](const std::string& message) {
        calls.add(message);
        return Messages{};
      });
      courier.send("first message of the morning");
      courier.send("second message of the morning");
    }
    expect_equal(sorted(calls.entries()),
                 Messages{"first message of the morning", "second message of the morning"},
                 "the messages delivered, sorted", kOnce);
  });
}

TEST(RetireDetach, DeliversFollowUpsAndTheirs) {
  explore([] {
    CallLog<std::string> calls;
    {
      Courier courier([&](const std::string& message) {
        calls.add(message);
        return message.size() < 3 ? Messages{message + "+"} : Messages{};
      });
      courier.send("a");
    }
    expect_equal(calls.entries(), Messages{"a", "a+", "a++"}, "the messages delivered", kOnce);
  });
}

TEST(RetireDetach, SettleWaitsForEachMessage) {
  explore([] {
    std::array<int, 2> ended = {0, 0};
    Courier courier([&](const std::string& message) {
      take_a_while();
      ended.at(message == "a" ? 0 : 1) = 1;
      return Messages{};
    });
    courier.send("a");
    courier.send("b");
    const std::size_t count = courier.settle();
    expect_equal(ended, std::array{1, 1}, "which of two deliveries had ended after settle",
                 kSettleCounts);
    expect_equal(count, 2U, "what settle returned after two messages", kSettleCounts);
  });
}

TEST(RetireDetach, SettleWaitsForFollowUps) {
  explore([] {
    int ended = 0;
    Courier courier([&](const std::string& message) {
      if (message == "a") return Messages{"b"};
      take_a_while();
      ended = 1;
      return Messages{};
    });
    courier.send("a");
    const std::size_t count = courier.settle();
    expect_equal(ended, 1, "how many follow-ups of one had ended after settle", kSettleCounts);
    expect_equal(count, 2U, "what settle returned after a message with one follow-up",
                 kSettleCounts);
  });
}

TEST(RetireDetach, TheDestructorWaitsForEachMessage) {
  explore([] {
    std::array<int, 2> ended = {0, 0};
    {
      Courier courier([&](const std::string& message) {
        take_a_while();
        ended.at(message == "a" ? 0 : 1) = 1;
        return Messages{};
      });
      courier.send("a");
      courier.send("b");
    }
    expect_equal(ended, std::array{1, 1}, "which of two deliveries had ended after the destructor",
                 kDestructorWaits);
  });
}

TEST(RetireDetach, TheDestructorWaitsForFollowUps) {
  explore([] {
    int ended = 0;
    {
      Courier courier([&](const std::string& message) {
        if (message == "a") return Messages{"b"};
        take_a_while();
        ended = 1;
        return Messages{};
      });
      courier.send("a");
    }
    expect_equal(ended, 1, "how many follow-ups of one had ended after the destructor",
                 kDestructorWaits);
  });
}

// The callback owns memory, which goes with the last copy of it.
TEST(RetireDetach, TheDestructorKeepsDeliverUntilTheEnd) {
  explore([] {
    std::string heard;
    {
      Courier courier([&heard, greeting = std::string("many happy returns of the day, ")](
                          const std::string& message) {
        take_a_while();
        heard = greeting + message;
        return Messages{};
      });
      courier.send("a");
    }
    expect_equal(heard, "many happy returns of the day, a", "what the delivery made of its message",
                 kDestructorWaits);
  });
}

// Nothing orders the delivery of `a` with the sending of `b`, but the answer itself.
TEST(RetireDetach, MoreMayBeSentWhileFollowUpsBegin) {
  explore([] {
    CallLog<std::string> calls;
    std::size_t count = 0;
    {
      Courier courier([&](const std::string& message) {
        calls.add(message);
        return message == "a" ? Messages{"a+"} : Messages{};
      });
      courier.send("a");
      courier.send("b");
      count = courier.settle();
    }
    expect_equal(sorted(calls.entries()), Messages{"a", "a+", "b"},
                 "the messages delivered, sorted", kOnce);
    expect_equal(count, 3U, "what settle returned after two messages and one follow-up",
                 kSettleCounts);
  });
}

// The caller's strings are gone, and more has been sent, before the first delivery looks at its
// message.
TEST(RetireDetach, EachDeliveryHasItsMessageToItself) {
  explore(
      [] {
        std::latch all_sent(1);
        CallLog<std::string> calls;
        Courier courier([&](const std::string& message) {
          all_sent.wait();
          calls.add(message);
          return Messages{};
        });
        for (const char* text : {"a letter to the editor", "a bill for the editor"}) {
          std::string message = text;
          courier.send(message);
          message = "the caller has changed its string";
        }
        all_sent.count_down();
        courier.settle();
        expect_equal(sorted(calls.entries()),
                     Messages{"a bill for the editor", "a letter to the editor"},
                     "the messages delivered, sorted", "send delivers a copy of the message.");
      },
      kManySteps);
}

TEST(RetireDetach, MoreMayBeSentAfterSettle) {
  explore([] {
    Courier courier([](const std::string&) { return Messages{}; });
    expect_equal(courier.settle(), 0U, "what settle returned before anything was sent");
    courier.send("a");
    expect_equal(courier.settle(), 1U, "what settle returned after one message", kSettleCounts);
    courier.send("b");
    expect_equal(courier.settle(), 2U, "what settle returned after one more", kSettleCounts);
    expect_equal(courier.settle(), 2U, "what settle returned when called again", kSettleCounts);
  });
}

TEST(RetireDetach, EachCourierCountsItsOwnDeliveries) {
  explore([] {
    const auto deliver = [](const std::string&) { return Messages{}; };
    Courier first(deliver);
    first.send("a");
    expect_equal(first.settle(), 1U, "what settle returned after one message", kSettleCounts);
    Courier second(deliver);
    second.send("b");
    second.send("c");
    expect_equal(second.settle(), 2U, "what settle of a second courier returned after two messages",
                 kSettleCounts);
    expect_equal(first.settle(), 1U,
                 "what settle of the first courier returned, when a second one had delivered two",
                 kSettleCounts);
  });
}

TEST(RetireDetach, NeverDeliversOnTheCallersThread) {
  explore([] {
    CallLog<std::thread::id> threads;
    {
      Courier courier([&](const std::string& message) {
        threads.add(std::this_thread::get_id());
        return message == "a" ? Messages{"b"} : Messages{};
      });
      courier.send("a");
    }
    expect_equal(threads.size(), 2U, "the number of deliveries", kOnce);
    interleave::expect_on_other_threads(threads.entries(), "a delivery ran",
                                        "never on the caller's thread.");
  });
}

// Two messages with three follow-ups each, which have two each: 2 * (1 + 3 + 6).
TEST(RetireDetach, DeliversALargeTree) {
  explore(
      [] {
        CallLog<std::string> calls;
        std::size_t count = 0;
        {
          Courier courier([&](const std::string& message) {
            calls.add(message);
            if (message.size() == 1) return Messages{message + "1", message + "2", message + "3"};
            if (message.size() == 2) return Messages{message + "1", message + "2"};
            return Messages{};
          });
          for (const char* message : {"a", "b"}) courier.send(message);
          count = courier.settle();
        }
        expect_equal(calls.size(), 20U, "the number of deliveries", kOnce);
        expect_equal(count, 20U, "what settle returned", kSettleCounts);
      },
      kManyThreads);
}

TEST(RetireDetachConcurrent, SendDoesNotWaitForTheDelivery) {
  explore([] {
    interleave::Rendezvous meeting(2);
    Courier courier([&](const std::string&) {
      meeting.arrive_and_wait();
      return Messages{};
    });
    courier.send("a");
    meeting.arrive_and_wait();
  });
}

TEST(RetireDetachConcurrent, AllMessagesAreUnderWayAtOnce) {
  explore([] {
    interleave::Rendezvous meeting(3);
    Courier courier([&](const std::string&) {
      meeting.arrive_and_wait();
      return Messages{};
    });
    courier.send("a");
    courier.send("b");
    courier.send("c");
  });
}

// More than a pool has threads or an array has places, and all of the same text.
TEST(RetireDetachConcurrent, ManyEqualMessagesAreUnderWayAtOnce) {
  explore(
      [] {
        interleave::Rendezvous meeting(20);
        Courier courier([&](const std::string&) {
          meeting.arrive_and_wait();
          return Messages{};
        });
        for (int message = 0; message < 20; ++message) courier.send("tick");
      },
      kManyThreads);
}

// Nobody calls settle or the destructor until the follow-up is under way.
TEST(RetireDetachConcurrent, AFollowUpBeginsWithoutTheCaller) {
  explore([] {
    interleave::Rendezvous meeting(2);
    Courier courier([&](const std::string& message) {
      if (message == "a") return Messages{"a+"};
      meeting.arrive_and_wait();
      return Messages{};
    });
    courier.send("a");
    meeting.arrive_and_wait();
  });
}

/// Sends two messages, one of which has a follow-up that meets the other one.
void expect_follow_up_meets_the_other(const Messages& sent) {
  explore([&sent] {
    interleave::Rendezvous meeting(2);
    Courier courier([&](const std::string& message) {
      if (message == "a") return Messages{"a+"};
      meeting.arrive_and_wait();
      return Messages{};
    });
    for (const std::string& message : sent) courier.send(message);
  });
}

TEST(RetireDetachConcurrent, AFollowUpWaitsForNoEarlierMessage) {
  expect_follow_up_meets_the_other({"b", "a"});
}

TEST(RetireDetachConcurrent, AFollowUpWaitsForNoLaterMessage) {
  expect_follow_up_meets_the_other({"a", "b"});
}

TEST(RetireDetachConcurrent, AllFollowUpsAreUnderWayAtOnce) {
  explore(
      [] {
        interleave::Rendezvous meeting(3);
        Courier courier([&](const std::string& message) {
          if (message == "a") return Messages{"b", "c", "d"};
          meeting.arrive_and_wait();
          return Messages{};
        });
        courier.send("a");
      },
      kManySteps);
}

// "b+" follows from "b", and meets "c", which followed from the same message as "b".
TEST(RetireDetachConcurrent, AFollowUpWaitsForNoFollowUpOfAnother) {
  explore(
      [] {
        interleave::Rendezvous meeting(2);
        const std::string first = "a";
        Courier courier([&](const std::string& message) {
          if (message == "a") return Messages{"b", "c"};
          if (message == "b") return Messages{"b+"};
          meeting.arrive_and_wait();
          return Messages{};
        });
        courier.send(first);
      },
      kManySteps);
}

}  // namespace
