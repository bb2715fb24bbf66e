#pragma once

#include <gtest/gtest.h>

#include "fixture.hpp"
#include "judge/course.hpp"
#include "judge/workspace.hpp"

namespace interleave::testing_tools {

/// A course of which only the folder is needed, and an exercise with one answer.
class OneAnswerTest : public testing::Test {
 protected:
  OneAnswerTest() {
    course_.root = fixture_.root();
    exercise_.name = "twice";
    exercise_.answers = {"twice.cpp"};
  }

  Submission submission() const {
    return {"lessons", {fixture_.root() / "lessons/01-fixture/twice.cpp"}};
  }

  const Fixture fixture_;
  Course course_;
  Exercise exercise_;
};

}  // namespace interleave::testing_tools
