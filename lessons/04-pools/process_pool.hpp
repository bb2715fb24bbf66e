#pragma once

#include <string>
#include <vector>

#include "process/child_process.hpp"

/// Has a pool of worker processes answer `tasks`, and returns the answers in the order of the
/// tasks: answer i is the one to `tasks[i]`, whichever worker gave it, and whenever.
///
/// A worker is a process that runs `program`, which is what interleave::ChildProcess starts: a path
/// or a name, and arguments. It reads tasks from its standard input, a line each, prints a line for
/// each of them, the answer, and ends when its input ends.
///
/// Requires: `program` does that, or ends earlier.
/// Guarantees:
/// - At most `workers` workers are started in all, and at most as many as there are tasks; a worker
///   answers one task after another. All of them can be at work at the same time.
/// - Tasks are handed out in their order, each to a worker that has answered all it was given: a
///   task waits only while all workers are at work.
/// - Tasks and answers are of any length, also longer than a pipe holds, and a worker may print
///   the beginning of its answer before it has read the end of its task.
/// - When nothing is left to hand out, the workers' input is closed and they are waited for, so
///   that they end by themselves. On return no worker is left, neither running nor as a zombie, and
///   no descriptor and no thread; the same when an exception is thrown.
/// Without tasks nothing is started, and there is no answer.
/// Errors: before anything is started std::invalid_argument if `workers` is less than 1, if
/// `program` is empty, or if a task contains a line break, which would make it two.
/// std::system_error if a worker cannot be started. std::runtime_error if a worker ends before it
/// has answered its task with a whole line. What the others answer is dropped then.
/// Source: 000-c and 001-c, multiprocessing.Pool.map and ProcessPoolExecutor.
///
/// Example:
///   // prime_test reads numbers, and prints "prime" or "composite" for each
///   const auto answers = process_pool({"./prime_test"}, 4, {"97", "98", "99"});
std::vector<std::string> process_pool(const std::vector<std::string>& program, int workers,
                                      const std::vector<std::string>& tasks);
