#include "pass_arguments.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <latch>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "explorer/explore.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"

namespace {

using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;

using Numbers = std::vector<int>;
using NumbersBox = std::unique_ptr<Numbers>;

// Long enough that neither a string nor a small buffer keeps it inside itself, and one that every
// string does.
constexpr std::string_view kLongName =
    "a worker whose name is much longer than a string is wide, and than a buffer of some 128 bytes "
    "in which somebody who never met such a name may make a label";
constexpr std::string_view kShortName = "worker";

void join(std::jthread thread) {
  expect_that(thread.joinable(),
              "the returned thread is none. The contract: starts one thread and "
              "returns it.");
  if (thread.joinable()) thread.join();
}

TEST(PassArguments, CopyReachesWork) {
  explore([] {
    std::string seen;
    join(start_with_copy([&](const std::string& text) { seen = text; }, std::string(kLongName)));
    expect_equal(seen, kLongName, "the text that work got");
  });
}

TEST(PassArguments, CopyIsTheTextAtTheTimeOfTheCall) {
  explore([] {
    std::string text = "as it was";
    std::string seen;
    std::jthread thread = start_with_copy([&](const std::string& copy) { seen = copy; }, text);
    text = "changed";
    join(std::move(thread));
    expect_equal(seen, "as it was", "the text that work got",
                 "a copy of text as it was at the time of the call.");
  });
}

// The gate holds `work` until what the caller passed has gone.
TEST(PassArguments, CopyOutlivesTheCallersText) {
  explore([] {
    std::latch gate(1);
    std::string seen;
    auto text = std::make_unique<std::string>(kLongName);
    std::jthread thread = start_with_copy(
        [&](const std::string& copy) {
          gate.wait();
          seen = copy;
        },
        *text);
    text.reset();
    gate.count_down();
    join(std::move(thread));
    expect_equal(seen, kLongName, "the text that work got after the caller's text had ended",
                 "the caller's own may end as soon as the function has returned.");
  });
}

TEST(PassArguments, ReferenceChangesTheCallersObject) {
  explore([] {
    Numbers numbers{1, 2};
    const Numbers* got = nullptr;
    join(start_with_reference(
        [&](Numbers& same) {
          got = &same;
          same.push_back(3);
        },
        numbers));
    expect_equal(numbers, Numbers{1, 2, 3}, "the caller's numbers after work had appended 3",
                 "work is called with the caller's own object.");
    expect_that(got == &numbers,
                "work got another object than the caller's. The contract: work is called with the "
                "caller's own object.");
  });
}

TEST(PassArguments, OwnershipHandsOverTheVeryObject) {
  explore([] {
    auto box = std::make_unique<Numbers>(3, 7);
    const Numbers* const given = box.get();
    NumbersBox received;
    join(start_with_ownership([&](NumbersBox arrived) { received = std::move(arrived); },
                              std::move(box)));
    expect_that(received.get() == given,
                "work got another object than the one that the caller gave away. The contract: the "
                "very object that the caller's box owned, not a copy of it.");
  });
}

TEST(PassArguments, OwnedObjectLivesUntilWorkDropsIt) {
  explore([] {
    std::latch gate(1);
    Numbers seen;
    std::jthread thread = start_with_ownership(
        [&](NumbersBox box) {
          gate.wait();
          if (box != nullptr) seen = *box;
        },
        std::make_unique<Numbers>(3, 7));
    gate.count_down();
    join(std::move(thread));
    expect_equal(seen, Numbers{7, 7, 7}, "what work found in its box");
  });
}

// The name is a part of a longer text: nothing but its size says where it ends.
TEST(PassArguments, LabelIsNameAndNumber) {
  explore([] {
    std::string seen;
    const std::string_view name = kLongName.substr(2, 6);
    join(start_with_label([&](std::string_view label) { seen = label; }, name, 7));
    expect_equal(seen, "worker 7", "the label that work got");
  });
}

TEST(PassArguments, EachThreadHasALabelOfItsOwn) {
  explore([] {
    std::latch gate(1);
    std::string first;
    std::string second;
    const auto keep = [&](std::string& seen) {
      return [&gate, &seen](std::string_view label) {
        gate.wait();
        seen = label;
      };
    };
    std::jthread one = start_with_label(keep(first), kShortName, 1);
    std::jthread two = start_with_label(keep(second), kShortName, 2);
    gate.count_down();
    join(std::move(one));
    join(std::move(two));
    const std::vector<std::string> seen{first, second};
    expect_equal(seen, std::vector<std::string>{"worker 1", "worker 2"},
                 "the labels of two threads that were under way at once",
                 "the characters of label stay until work has returned.");
  });
}

void expect_own_label(std::string_view name) {
  explore([&] {
    std::latch gate(1);
    std::string seen;
    auto passed = std::make_unique<std::string>(name);
    std::jthread thread = start_with_label(
        [&](std::string_view label) {
          gate.wait();
          seen = label;
        },
        *passed, -12);
    passed.reset();
    gate.count_down();
    join(std::move(thread));
    expect_equal(seen, std::string(name) + " -12", "the label after the caller's name had ended",
                 "the characters of label stay until work has returned.");
  });
}

TEST(PassArguments, LabelOutlivesTheCallersShortName) { expect_own_label(kShortName); }

TEST(PassArguments, LabelOutlivesTheCallersLongName) { expect_own_label(kLongName); }

TEST(PassArguments, MemberChangesTheCallersTally) {
  explore([] {
    Tally tally;
    tally.add(2);
    join(start_with_member(tally, 40));
    expect_equal(tally.total(), 42, "the total of the caller's tally after adding 2 and then 40",
                 "tally.add is called on the caller's own object.");
  });
}

/// A `work` that outgrows what std::function keeps inside itself, so that it dies with its owner.
template <typename Argument>
auto make_work(std::latch& gate, std::string& seen) {
  return std::make_unique<std::function<void(Argument)>>(
      [&gate, &seen, mark = std::string(kLongName)](const auto& /*argument*/) {
        gate.wait();
        seen = mark;
      });
}

/// `start` gets a `work` that ends as soon as `start` has returned, while the call is still held.
template <typename Argument, typename Start>
void expect_own_work(Start start) {
  explore([&] {
    std::latch gate(1);
    std::string seen;
    auto work = make_work<Argument>(gate, seen);
    std::jthread thread = start(*work);
    work.reset();
    gate.count_down();
    join(std::move(thread));
    expect_equal(seen, kLongName, "what work had kept with it, after the caller's work had ended",
                 "the caller's work may end as soon as the function has returned.");
  });
}

TEST(PassArguments, CopyKeepsItsOwnWork) {
  expect_own_work<const std::string&>(
      [](const auto& work) { return start_with_copy(work, "text"); });
}

TEST(PassArguments, ReferenceKeepsItsOwnWork) {
  Numbers numbers;
  expect_own_work<Numbers&>([&](const auto& work) { return start_with_reference(work, numbers); });
}

TEST(PassArguments, OwnershipKeepsItsOwnWork) {
  expect_own_work<NumbersBox>(
      [](const auto& work) { return start_with_ownership(work, std::make_unique<Numbers>()); });
}

TEST(PassArguments, LabelKeepsItsOwnWork) {
  expect_own_work<std::string_view>(
      [](const auto& work) { return start_with_label(work, kShortName, 1); });
}

TEST(PassArguments, WorkRunsOnTheReturnedThread) {
  explore(
      [] {
        std::thread::id copy, reference, ownership, label;
        Numbers numbers;
        std::vector<std::jthread> threads;
        const auto note = [](std::thread::id& here) {
          return [&here](const auto& /*argument*/) { here = std::this_thread::get_id(); };
        };
        threads.push_back(start_with_copy(note(copy), "text"));
        threads.push_back(start_with_reference(note(reference), numbers));
        threads.push_back(start_with_ownership(note(ownership), std::make_unique<Numbers>()));
        threads.push_back(start_with_label(note(label), kShortName, 1));
        std::vector<std::thread::id> returned;
        for (std::jthread& thread : threads) {
          returned.push_back(thread.get_id());
          join(std::move(thread));
        }
        const std::vector ran{copy, reference, ownership, label};
        for (std::size_t i = 0; i < ran.size(); ++i) {
          expect_that(ran[i] == returned[i] && ran[i] != std::thread::id(),
                      "work did not run on the thread that was returned. The contract: starts one "
                      "thread, which makes one call, and returns that thread.");
        }
      },
      {.schedules = 100});
}

TEST(PassArgumentsConcurrent, AllStartedThreadsAreInsideAtOnce) {
  explore(
      [] {
        interleave::Rendezvous meeting(4);
        const auto meet = [&](const auto& /*argument*/) { meeting.arrive_and_wait(); };
        Numbers numbers;
        std::jthread copy = start_with_copy(meet, "text");
        std::jthread reference = start_with_reference(meet, numbers);
        std::jthread ownership = start_with_ownership(meet, std::make_unique<Numbers>());
        std::jthread label = start_with_label(meet, kShortName, 1);
        join(std::move(copy));
        join(std::move(reference));
        join(std::move(ownership));
        join(std::move(label));
      },
      {.schedules = 100});
}

}  // namespace
