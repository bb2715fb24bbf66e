// Small programs with a classic fault each, and their corrected twins: every fault is found and
// named, no twin is accused.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "explorer/exploration.hpp"
#include "programs/program.hpp"

namespace {

using interleave::Exploration;
using interleave::Program;
using interleave::run_exploration;

class Programs : public testing::TestWithParam<const Program*> {};

TEST_P(Programs, FaultIsFoundAndNamed) {
  const Program& program = *GetParam();
  const Exploration found = run_exploration(program.buggy, program.options);
  EXPECT_TRUE(std::find(program.kinds.begin(), program.kinds.end(), found.fault) !=
              program.kinds.end())
      << "found \"" << found.fault << "\" after " << found.schedules
      << " schedules: " << found.sentence << '\n'
      << found.timeline;
}

TEST_P(Programs, CorrectedTwinIsNotAccused) {
  const Program& program = *GetParam();
  const Exploration found = run_exploration(program.fixed, program.options);
  EXPECT_EQ(found.fault, "") << found.sentence << '\n' << found.timeline;
}

INSTANTIATE_TEST_SUITE_P(Faults, Programs, testing::ValuesIn(interleave::programs()),
                         [](const auto& test) { return std::string(test.param->name); });

}  // namespace
