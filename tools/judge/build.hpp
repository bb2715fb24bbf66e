#pragma once

#include <chrono>
#include <filesystem>
#include <future>
#include <string>
#include <string_view>
#include <vector>

#include "judge/course.hpp"
#include "judge/workspace.hpp"
#include "process/process.hpp"

namespace interleave {

using Flags = std::vector<std::string>;

/// How CMake compiles and links an exercise; read from what it exported.
struct Recipe {
  std::string compiler;
  Isolation isolation = Isolation::kNone;
  std::filesystem::path tests_file;
  std::filesystem::path reach;  ///< folder of ours that answers may include from, or empty
  Flags compile_address;        ///< of the answer, with the address sanitizer
  Flags compile_thread;         ///< of the answer, instrumented for explorer and thread sanitizer
  Flags link_test;              ///< flags, grader and libraries, for the address sanitizer
  Flags link_explore;           ///< the same for the explorer
  Flags link_race;              ///< the same for the thread sanitizer
};

/// Brings everything that no answer changes up to date, for one exercise or several. Two
/// commands take turns. Throws InputError with what the build said if it fails.
void build_grader(const Course& course, const Exercise& exercise);
void build_graders(const Course& course, const std::vector<const Exercise*>& exercises);

/// Whether CMake has exported the exercise; not while one of its files is missing.
bool is_configured(const Course& course, const Exercise& exercise);

/// Throws InputError that says what to do if CMake has not exported the exercise.
Recipe load_recipe(const Course& course, const Exercise& exercise);

/// The tests that a verdict must see, in order: "Suite.Name".
/// Requires: build_grader has run for the exercise.
std::vector<std::string> expected_tests(const Recipe& recipe);

/// A run of the exercise's compiler on what an answer determines, within the limits for that; it
/// sees these files and folders beside the system's.
ProcessRequest compiler_request(const Recipe& recipe, const Flags& flags, const Flags& arguments,
                                std::vector<std::filesystem::path> readable,
                                const std::filesystem::path& writable);

/// What an answer may include of the course: its contract, and what the contract's library brings.
std::vector<std::filesystem::path> includable(const Course& course, const Exercise& exercise,
                                              const Recipe& recipe);

/// The object files of a submission in one flavour, or why there are none.
struct CompileResult {
  ProcessResult process;                       ///< of the last compiler that ran
  std::string output;                          ///< what it said, in the submission's own paths
  std::vector<std::filesystem::path> objects;  ///< one for each file compiled, if all succeeded
};
/// An answer that includes a file of the course other than its lesson's has none.
/// Headers that have been precompiled for it are used. `policy`: whether its files, or the grader's
/// probes of a header, are compiled at once.
CompileResult compile_answer(const Course& course, const Exercise& exercise, const Recipe& recipe,
                             const Flags& flags, std::string_view flavour,
                             const Workspace& workspace, std::launch policy);

/// Links objects and grader to `program`, beside which nothing else is written.
ProcessResult link_answer(const Recipe& recipe, const Flags& flags,
                          const std::vector<std::filesystem::path>& objects,
                          const std::filesystem::path& program);

}  // namespace interleave
