#pragma once

#include <string>
#include <vector>

#include "process/child_process.hpp"

/// Runs each command in a child process of its own, all of them at the same time, and returns how
/// they ended, in the order of the commands, when all have ended.
///
/// A command is a program (a path, or a name to look up in PATH) and its arguments, which reach the
/// program as they are.
///
/// Requires: the children need no input, and each prints less than the 64 KiB that a pipe holds.
/// What they print does not matter here.
/// Guarantees: one process for each command, and no other program; all can be under way at the same
/// time. When the function returns or throws, every child has ended by itself and been waited for,
/// and no descriptor that was opened here is open. Other children of the caller are not waited for.
/// No commands: an empty result.
/// Errors: a command that cannot be started does not keep the others from running. Once they have
/// ended, throws what is wrong with the first such command in the list: std::system_error with
/// ENOENT if there is no such program, with EACCES if it may not be executed;
/// std::invalid_argument if the command has no words at all.
/// Thread-safety: may be called by several threads at the same time.
/// Memory ordering: what a child has done to files before it ended can be seen on return.
/// Source: 001-b, four processes that each report their start and their end.
///
/// Example:
///   const auto ends = run_processes({{"gzip", "a.log"}, {"gzip", "b.log"}});
///   if (!ends[1].succeeded()) throw std::runtime_error("b.log is not compressed");
std::vector<interleave::ExitStatus> run_processes(
    const std::vector<std::vector<std::string>>& commands);
