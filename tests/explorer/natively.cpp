// `explore` and its relatives in a program that is not linked with the explorer.

#include <gtest/gtest.h>

#include "explorer/exploration.hpp"
#include "explorer/explore.hpp"

namespace {

using interleave::explore;
using interleave::run_exploration;

TEST(Natively, ExploreRunsTheBodyAFewTimes) {
  int runs = 0;
  explore([&] { ++runs; });
  EXPECT_GT(runs, 1);
}

TEST(Natively, ExploreRunsTheBodyNoMoreOftenThanItIsAllowedTo) {
  int runs = 0;
  explore([&] { ++runs; }, {.schedules = 1});
  EXPECT_EQ(runs, 1);
}

TEST(Natively, AnExplorationIsUnsupportedAndItsBodyIsNotRun) {
  int runs = 0;
  const interleave::Exploration found = run_exploration([&] { ++runs; });
  EXPECT_EQ(found.fault, "unsupported");
  EXPECT_FALSE(found.sentence.empty());
  EXPECT_FALSE(found.complete);
  EXPECT_EQ(runs, 0);
}

}  // namespace
