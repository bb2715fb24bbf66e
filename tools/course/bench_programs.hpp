#pragma once

#include <string>
#include <vector>

#include "course/bench_results.hpp"
#include "judge/course.hpp"

namespace interleave {

/// A program that measures, as bench/CMakeLists.txt declares it.
struct BenchProgram {
  std::string lesson;                ///< empty: the machine itself
  std::string exercise;              ///< of the lesson; empty: none in particular
  std::string target;                ///< what is built for it; empty: nothing
  std::vector<std::string> command;  ///< without the options of Google Benchmark
};

/// Whose answers are built into the programs. Each has a folder of its own below build/.
enum class BenchAnswers { kLearner, kSolution };

/// Configures build/bench (or build/bench-solutions) and reads which programs there are.
/// Throws InputError with what CMake said if that fails.
std::vector<BenchProgram> configure_bench(const Course& course, BenchAnswers answers);

/// Throws InputError with what the compiler said if one does not build.
void build_bench(const Course& course, BenchAnswers answers,
                 const std::vector<BenchProgram>& programs);

/// One round of a program: what it measured, as JSON. `filter`: a regular expression that the names
/// of its benchmarks must match somewhere.
/// Throws InputError with what it said if it fails, Interrupted on Ctrl-C.
std::string run_bench(const BenchProgram& program, const std::string& filter);

}  // namespace interleave
