#pragma once

#include <string>
#include <vector>

#include "process/child_process.hpp"

/// All that a child process has printed to its standard output, and how it ended.
struct ChildResult {
  std::string output;
  interleave::ExitStatus status;
};

struct SquareAndCube {
  ChildResult square;
  ChildResult cube;
};

/// Runs two child processes at the same time, one that prints squares and one that prints cubes,
/// and returns all that each of them has printed, to the last byte, when both have ended.
///
/// `square` and `cube` are commands: a program (a path, or a name to look up in PATH), and words
/// that it is to get before `first` and `last`, which are handed on as decimal numbers. The
/// programs work on all numbers from `first` to `last`; if `last` is less than `first`, they print
/// nothing. What the numbers mean is their business alone.
///
/// Requires: the children need no input.
/// Guarantees: each may print as much as it likes, when it likes, with or without an end of line
/// behind it: neither has to wait until the other one has been read. A child that fails is no
/// error: what it had printed by then is returned, and how it ended. When the function returns or
/// throws, both have ended and been waited for, and no descriptor that was opened here is open.
/// Errors: if one of them cannot be started, throws std::system_error with ENOENT if there is no
/// such program, with EACCES if it may not be executed; std::invalid_argument if a command has no
/// words at all. If neither can be started, what is wrong with `square` is thrown. A child that
/// runs by then may be ended.
/// Thread-safety: may be called by several threads at the same time.
/// Source: 003-b, two processes that print the square and the cube of a number.
///
/// Example:
///   square_and_cube({"./square"}, {"./cube"}, 3, 3);
///   // runs `./square 3 3` and `./cube 3 3`; returns {{"Square of 3: 9\n", {}},
///   //                                                {"Cube of 3: 27\n", {}}}
SquareAndCube square_and_cube(const std::vector<std::string>& square,
                              const std::vector<std::string>& cube, int first, int last);
