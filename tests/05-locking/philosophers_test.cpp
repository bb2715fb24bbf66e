#include "philosophers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "explorer/explore.hpp"
#include "support/call_log.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"

namespace {

using interleave::CallLog;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::InsideMeter;

/// A number for each philosopher, or for each fork; each is changed by one at a time.
using Counts = std::vector<int>;

constexpr std::size_t kOfManyThreads = 200;

constexpr const char* kAllMeals =
    "each philosopher thinks, eats, thinks, eats, ..., one after another, meals times each.";

/// Not every schedule can be tried of many threads, and of answers that wait in loops.
void explore(const std::function<void()>& body, std::size_t schedules = 1'000) {
  interleave::explore(body, {.schedules = schedules});
}

std::size_t index(int philosopher) { return static_cast<std::size_t>(philosopher); }

void do_nothing(int /*philosopher*/) {}

/// The forks on both sides of `philosopher`, of `count`; one and the same if nobody else is there.
std::vector<std::size_t> forks_of(int philosopher, std::size_t count) {
  if (count == 1) return {0};
  return {index(philosopher), (index(philosopher) + 1) % count};
}

/// Lets them dine, and fails unless each has had all meals, and on return.
void expect_all_meals(int philosophers, int meals) {
  Counts eaten(index(philosophers));
  dine(philosophers, meals, do_nothing, [&](int philosopher) { ++eaten.at(index(philosopher)); });
  expect_equal(eaten, Counts(index(philosophers), meals),
               "the meals that each of " + std::to_string(philosophers) +
                   " philosophers had had when dine returned",
               kAllMeals);
}

TEST(Philosophers, OneAloneHasAllMeals) {
  explore([] { expect_all_meals(1, 2); });
}

TEST(Philosophers, TwoHaveAllMeals) {
  explore([] { expect_all_meals(2, 2); });
}

TEST(Philosophers, ThreeHaveAllMeals) {
  explore([] { expect_all_meals(3, 1); });
}

TEST(Philosophers, FourHaveAllMeals) {
  explore([] { expect_all_meals(4, 1); });
}

TEST(Philosophers, SevenHaveAllMeals) {
  explore([] { expect_all_meals(7, 3); }, kOfManyThreads);
}

TEST(Philosophers, EachThinksBeforeEachMeal) {
  explore([] {
    std::vector<std::string> lives(2);
    dine(
        2, 2, [&](int philosopher) { lives.at(index(philosopher)) += "thinks "; },
        [&](int philosopher) { lives.at(index(philosopher)) += "eats "; });
    expect_equal(lives, std::vector<std::string>(2, "thinks eats thinks eats "),
                 "what each of two philosophers does, in order, for two meals", kAllMeals);
  });
}

TEST(Philosophers, ReturnsOnlyWhenAllHaveEaten) {
  explore([] {
    Counts eaten(2);
    dine(2, 1, do_nothing, [&](int philosopher) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      ++eaten.at(index(philosopher));
    });
    expect_equal(eaten, Counts{1, 1}, "the meals that each had finished when dine returned",
                 "dine returns when each has had all their meals.");
  });
}

TEST(Philosophers, WithoutPhilosophersOrMealsNothingHappens) {
  explore([] {
    CallLog<int> calls;
    const auto note = [&](int philosopher) { calls.add(philosopher); };
    dine(0, 3, note, note);
    dine(3, 0, note, note);
    dine(0, 0, note, note);
    expect_equal(calls.size(), 0U, "the number of calls without philosophers, or without meals");
  });
}

TEST(Philosophers, RefusesNegativeNumbers) {
  explore([] {
    CallLog<int> calls;
    const auto note = [&](int philosopher) { calls.add(philosopher); };
    const auto is_refused = [&](int philosophers, int meals) {
      try {
        dine(philosophers, meals, note, note);
      } catch (const std::invalid_argument&) {
        return true;
      }
      return false;
    };
    const std::string rule =
        "std::invalid_argument. The contract: if philosophers or meals is negative.";
    expect_that(is_refused(-1, 1), "dine with -1 philosophers did not throw " + rule);
    expect_that(is_refused(2, -1), "dine with -1 meals did not throw " + rule);
    expect_equal(calls.size(), 0U, "the number of calls with negative numbers");
  });
}

/// Fails if two philosophers eat with the same fork at the same time.
void expect_no_fork_is_shared(int philosophers) {
  const std::size_t count = index(philosophers);
  explore([=] {
    std::vector<InsideMeter> forks(count);
    dine(philosophers, 1, do_nothing, [&](int philosopher) {
      const std::vector<std::size_t> own = forks_of(philosopher, count);
      const auto left = forks.at(own.front()).enter();
      const auto right = forks.at(own.back()).enter();
      std::this_thread::yield();
    });
    for (std::size_t fork = 0; fork < count; ++fork) {
      expect_that(forks[fork].most() <= 1,
                  "too many at once: the neighbours " + std::to_string((fork + count - 1) % count) +
                      " and " + std::to_string(fork) + " of " + std::to_string(philosophers) +
                      " philosophers ate at the same time. The contract: a fork is never "
                      "shared.");
    }
  });
}

TEST(Philosophers, TwoNeverEatAtOnce) { expect_no_fork_is_shared(2); }

TEST(Philosophers, OfThreeNoTwoEatAtOnce) { expect_no_fork_is_shared(3); }

TEST(Philosophers, OfFourNoNeighboursEatAtOnce) { expect_no_fork_is_shared(4); }

// `uses` has no protection but that the meals of neighbours happen one after another.
TEST(Philosophers, AForkIsHandedOnWithAllThatWasDoneWithIt) {
  explore([] {
    Counts uses(3);
    dine(3, 1, do_nothing, [&](int philosopher) {
      for (const std::size_t fork : forks_of(philosopher, uses.size())) ++uses.at(fork);
    });
    expect_equal(uses, Counts{2, 2, 2}, "how often each of three forks was used");
  });
}

TEST(Philosophers, WhoEatsAtOneTableTakesNoForkFromAnother) {
  explore([] {
    int eaten = 0;
    dine(1, 1, do_nothing, [&](int) { dine(1, 1, do_nothing, [&](int) { ++eaten; }); });
    expect_equal(eaten, 1, "the meals at a table for one, laid by one who eats at another",
                 "one alone has no neighbour, and eats with what there is.");
  });
}

/// Number 0 thinks for the second time until all others have had their last meal, which is not
/// their next one.
void expect_others_finish_while_one_thinks(int philosophers) {
  explore([=] {
    constexpr int kMeals = 3;
    int thoughts = 0;
    std::atomic<int> meals_of_others = kMeals * (philosophers - 1);
    std::latch others_have_finished(1);
    dine(
        philosophers, kMeals,
        [&](int philosopher) {
          if (philosopher == 0 && ++thoughts == 2) others_have_finished.wait();
        },
        [&](int philosopher) {
          if (philosopher != 0 && --meals_of_others == 0) others_have_finished.count_down();
        });
    expect_equal(thoughts, kMeals, "how often philosopher 0 has thought", kAllMeals);
  });
}

TEST(Philosophers, WhileOneThinksTheOtherFinishesAllMeals) {
  expect_others_finish_while_one_thinks(2);
}

TEST(Philosophers, WhileOneThinksBothOthersFinishAllMeals) {
  expect_others_finish_while_one_thinks(3);
}

TEST(PhilosophersConcurrent, AllCanThinkAtOnce) {
  explore([] {
    interleave::Rendezvous meeting(4);
    Counts thoughts(4);
    dine(
        4, 1,
        [&](int philosopher) {
          meeting.arrive_and_wait();
          ++thoughts.at(index(philosopher));
        },
        do_nothing);
    expect_equal(thoughts, Counts(4, 1), "how often each of four philosophers has thought",
                 kAllMeals);
  });
}

/// All in `eaters`, of whom no two are neighbours, eat at the same time, while the others think.
void expect_all_eat_at_once(int philosophers, const std::vector<int>& eaters,
                            std::size_t schedules = 1'000) {
  explore(
      [&] {
        interleave::Rendezvous meal(static_cast<int>(eaters.size()));
        std::latch they_have_met(1);
        Counts eaten(index(philosophers));
        const auto is_eater = [&](int philosopher) {
          return std::find(eaters.begin(), eaters.end(), philosopher) != eaters.end();
        };
        dine(
            philosophers, 1,
            [&](int philosopher) {
              if (!is_eater(philosopher)) they_have_met.wait();
            },
            [&](int philosopher) {
              if (is_eater(philosopher)) meal.arrive_and_wait();
              if (philosopher == eaters.front()) they_have_met.count_down();
              ++eaten.at(index(philosopher));
            });
        expect_equal(eaten, Counts(index(philosophers), 1), "how often each of them has eaten",
                     kAllMeals);
      },
      schedules);
}

TEST(PhilosophersConcurrent, TwoWhoSitOppositeEatAtOnce) { expect_all_eat_at_once(4, {0, 2}); }

TEST(PhilosophersConcurrent, TheOtherTwoEatAtOnce) { expect_all_eat_at_once(4, {1, 3}); }

TEST(PhilosophersConcurrent, TheLastAndTheSecondOfFiveEatAtOnce) {
  expect_all_eat_at_once(5, {1, 4}, kOfManyThreads);
}

TEST(PhilosophersConcurrent, EverySecondOfTenEatsAtOnce) {
  expect_all_eat_at_once(10, {0, 2, 4, 6, 8}, kOfManyThreads);
}

}  // namespace
