#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "judge/course.hpp"

namespace interleave {

/// What an instructor adds to the course and learners do not see, from a folder:
///
///   NN-topic/<exercise>_test.cpp   more tests of an exercise, in suites whose names have "Private"
///                                  in them, as in RunWorkersPrivate or RunWorkersPrivateConcurrent
///   seeds.json                     [11, 12]: seeds of the explorer; the worst verdict counts
struct PrivateTests {
  std::filesystem::path folder;
  std::filesystem::path build;  ///< where graders are built that have these tests, too
  std::vector<unsigned> seeds;
};

/// Configures a build of the course with the tests of `folder`, below the course's own build.
/// Throws InputError that names what is wrong with the folder.
PrivateTests load_private_tests(const Course& course, const std::filesystem::path& folder);

}  // namespace interleave
