#include "square_and_cube.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "support/child_programs.hpp"
#include "support/exit_status.hpp"
#include "support/expect.hpp"
#include "support/temporary_folder.hpp"
#include "support/watch.hpp"

namespace {

using interleave::child_program;
using interleave::ExitStatus;
using interleave::expect_equal;
using interleave::fail;
using interleave::TemporaryFolder;

using Command = std::vector<std::string>;

/// Prints some 400 KB of squares, and 500 KB of cubes: several times what a pipe holds.
constexpr int kMany = 16'000;

Command powers(const std::string& kind, const std::vector<std::string>& options = {}) {
  Command command = {child_program("powers"), kind};
  command.insert(command.end(), options.begin(), options.end());
  return command;
}

std::string squares(int first, int last) {
  std::string text;
  for (std::int64_t n = first; n <= last; ++n) {
    text += "Square of " + std::to_string(n) + ": " + std::to_string(n * n) + '\n';
  }
  return text;
}

std::string cubes(int first, int last) {
  std::string text;
  for (std::int64_t n = first; n <= last; ++n) {
    text += "Cube of " + std::to_string(n) + ": " + std::to_string(n * n * n) + '\n';
  }
  return text;
}

/// Fails unless both are the same; `whose` is "square" or "cube". Tells of long texts where they
/// differ first.
void expect_output(const std::string& actual, const std::string& expected, const char* whose) {
  constexpr std::size_t kShown = 60;
  if (actual == expected) return;
  const auto differ = std::mismatch(actual.begin(), actual.end(), expected.begin(), expected.end());
  const auto at = static_cast<std::size_t>(differ.first - actual.begin());
  const auto shown = [at](const std::string& text) {
    const std::size_t line = text.rfind('\n', at == 0 ? 0 : at - 1);
    const std::size_t from = line == std::string::npos ? 0 : line + 1;
    const std::string rest = text.substr(std::min(from, text.size()), kShown);
    return rest.empty() ? "nothing" : testing::PrintToString(rest);
  };
  fail("the output of `" + std::string(whose) + "`: expected " + std::to_string(expected.size()) +
       " bytes, got " + std::to_string(actual.size()) + "; from byte " + std::to_string(at) +
       " on they differ: there should be " + shown(expected) + ", there is " + shown(actual) +
       ". The contract: all that each of them has printed, to the last byte.");
}

std::string thrown_by(const Command& square, const Command& cube, int last) {
  try {
    square_and_cube(square, cube, 1, last);
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::no_such_file_or_directory) return "ENOENT";
    if (error.code() == std::errc::permission_denied) return "EACCES";
    return error.what();
  } catch (const std::invalid_argument&) {
    return "invalid_argument";
  } catch (...) {
    return "something else";
  }
  return "nothing";
}

TEST(SquareAndCube, ReturnsWhatBothPrintAndHowTheyEnded) {
  const SquareAndCube result = square_and_cube(powers("square"), powers("cube"), 3, 3);
  expect_output(result.square.output, "Square of 3: 9\n", "square");
  expect_output(result.cube.output, "Cube of 3: 27\n", "cube");
  expect_equal(result.square.status, ExitStatus{}, "how `square` ended");
  expect_equal(result.cube.status, ExitStatus{}, "how `cube` ended");
}

TEST(SquareAndCube, HandsOnTheFirstAndTheLastNumber) {
  const SquareAndCube result = square_and_cube(powers("square"), powers("cube"), -2, 1);
  expect_output(result.square.output, squares(-2, 1), "square");
  expect_output(result.cube.output, cubes(-2, 1), "cube");
}

TEST(SquareAndCube, WithoutNumbersNothingIsPrinted) {
  const SquareAndCube result =
      square_and_cube(powers("square", {"code", "3"}), powers("cube", {"signal", "15"}), 2, 1);
  expect_output(result.square.output, "", "square");
  expect_output(result.cube.output, "", "cube");
  expect_equal(result.square.status, ExitStatus{false, 3}, "how `square` ended, without numbers",
               "What the numbers mean is their business alone.");
  expect_equal(result.cube.status, ExitStatus{true, 15}, "how `cube` ended, without numbers",
               "What the numbers mean is their business alone.");
}

TEST(SquareAndCube, ReturnsMoreThanAPipeHolds) {
  const SquareAndCube result = square_and_cube(powers("square"), powers("cube"), 1, kMany);
  expect_output(result.square.output, squares(1, kMany), "square");
  expect_output(result.cube.output, cubes(1, kMany), "cube");
}

TEST(SquareAndCube, KeepsALastLineThatDoesNotEnd) {
  const SquareAndCube result =
      square_and_cube(powers("square", {"unfinished"}), powers("cube", {"unfinished"}), 4, 5);
  expect_output(result.square.output, "Square of 4: 16\nSquare of 5: 25", "square");
  expect_output(result.cube.output, "Cube of 4: 64\nCube of 5: 125", "cube");
}

TEST(SquareAndCube, ReturnsEveryByteOfTheStandardOutputAlone) {
  const SquareAndCube result =
      square_and_cube({"printf", "%s\\000"},
                      {"sh", "-c", "echo $0 $1; echo A test prints this, no harm. >&2"}, 4, 5);
  expect_output(result.square.output,
                std::string("4\0"
                            "5\0",
                            4),
                "square");
  expect_output(result.cube.output, "4 5\n", "cube");
}

TEST(SquareAndCube, KeepsWhatIsPrintedLater) {
  constexpr std::size_t kPage = 4096;
  const auto in_steps = [](const std::string& first, const std::string& second) {
    return std::string(kPage - first.size(), '.') + first +
           std::string(kPage - second.size(), '.') + second;
  };
  const SquareAndCube result =
      square_and_cube(powers("square", {"in-steps"}), powers("cube", {"in-steps"}), 1, 2);
  expect_output(result.square.output, in_steps("Square of 1: 1\n", "Square of 2: 4\n"), "square");
  expect_output(result.cube.output, in_steps("Cube of 1: 1\n", "Cube of 2: 8\n"), "cube");
}

TEST(SquareAndCube, KeepsWhatAChildHasPrintedBeforeItFails) {
  const SquareAndCube result =
      square_and_cube(powers("square", {"code", "9"}), powers("cube", {"signal", "9"}), 1, kMany);
  expect_output(result.square.output, squares(1, kMany), "square");
  expect_output(result.cube.output, cubes(1, kMany), "cube");
  expect_equal(result.square.status, ExitStatus{false, 9}, "how `square` ended");
  expect_equal(result.cube.status, ExitStatus{true, 9}, "how `cube` ended");
}

TEST(SquareAndCube, ThrowsWhyAProgramCannotBeStarted) {
  const TemporaryFolder folder;
  const Command not_there = {"/no/such/program"};
  const Command no_program = {folder.write("text", "no program")};
  expect_equal(thrown_by(not_there, powers("cube"), 1), "ENOENT",
               "what was thrown when there is no program `square`");
  expect_equal(thrown_by(powers("square"), not_there, 1), "ENOENT",
               "what was thrown when there is no program `cube`");
  expect_equal(thrown_by(powers("square"), no_program, 1), "EACCES",
               "what was thrown when `cube` may not be executed");
  expect_equal(thrown_by(no_program, not_there, 1), "EACCES",
               "what was thrown when `square` may not be executed and there is no `cube`");
  expect_equal(thrown_by(no_program, {}, 1), "EACCES",
               "what was thrown when `square` may not be executed and `cube` has no words");
  expect_equal(thrown_by({}, powers("cube"), 1), "invalid_argument",
               "what was thrown when the command of `square` has no words");
  expect_equal(thrown_by(powers("square"), {}, 1), "invalid_argument",
               "what was thrown when the command of `cube` has no words");
}

TEST(SquareAndCube, LeavesNoChildThatPrintsMuchWhenTheOtherCannotBeStarted) {
  expect_equal(thrown_by(powers("square"), {"/no/such/program"}, kMany), "ENOENT",
               "what was thrown when there is no program `cube`");
  expect_equal(thrown_by({"/no/such/program"}, powers("cube"), kMany), "ENOENT",
               "what was thrown when there is no program `square`");
}

TEST(SquareAndCube, SeveralThreadsMayCallIt) {
  const auto call = [](int last) {
    const SquareAndCube result = square_and_cube(powers("square"), powers("cube"), 1, last);
    expect_output(result.square.output, squares(1, last), "square");
    expect_output(result.cube.output, cubes(1, last), "cube");
  };
  std::thread other(call, kMany);
  call(kMany / 2);
  other.join();
}

TEST(SquareAndCubeConcurrent, AChildMayCloseItsOutputLongBeforeItEnds) {
  interleave::explain_stall("serial: `square` ends when `cube` has, and that was never started.");
  const TemporaryFolder folder;
  const auto ends = [fifo = folder.make_fifo("fifo")](const std::string& when_and_code) {
    return Command{"sh", "-c", "exec $0 " + when_and_code + " $1 >&-", child_program("ends"), fifo};
  };
  const SquareAndCube result = square_and_cube(ends("last 3"), ends("first 4"), 1, 2);
  expect_equal(result.square.status, ExitStatus{false, 3},
               "how `square` ended, some time after it had closed its output");
  expect_equal(result.cube.status, ExitStatus{false, 4}, "how `cube` ended");
}

TEST(SquareAndCubeConcurrent, BothAreUnderWayAtOnce) {
  interleave::ProcessRendezvous meeting(2);
  const SquareAndCube result = square_and_cube(powers("square", {"meet", meeting.folder()}),
                                               powers("cube", {"meet", meeting.folder()}), 1, 2);
  expect_output(result.square.output, squares(1, 2) + "met\n", "square");
  expect_output(result.cube.output, cubes(1, 2) + "met\n", "cube");
}

TEST(SquareAndCubeConcurrent, NeitherWaitsUntilTheOtherHasBeenRead) {
  interleave::ProcessRendezvous meeting(2);
  const SquareAndCube result =
      square_and_cube(powers("square", {"meet", meeting.folder()}),
                      powers("cube", {"meet", meeting.folder()}), 1, kMany);
  expect_output(result.square.output, squares(1, kMany) + "met\n", "square");
  expect_output(result.cube.output, cubes(1, kMany) + "met\n", "cube");
}

}  // namespace
