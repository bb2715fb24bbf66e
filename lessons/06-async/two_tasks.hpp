#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "virtual_time.hpp"

/// What one task does: shows its lines in their order, and pauses between two of them.
struct Script {
  std::vector<std::string> lines;
  std::chrono::milliseconds pause;
};

/// Shows a line.
using Sink = std::function<void(const std::string& line)>;

/// Starts two tasks on `loop`, and returns. While the caller runs the loop, both are under way at
/// once: each shows its lines, the first one immediately. When both have ended, `last` is shown.
///
/// Requires: `sink` is not empty. The loop is not running yet. Then one thread runs it, with
/// `run_in_virtual_time`.
/// Guarantees: Nothing is shown before the loop runs. A task calls `sink` once for each line, on
/// the thread that runs the loop, and pauses for `pause` of virtual time after each line but its
/// last, with a `Timer`; meanwhile the loop runs whatever else is due. Where both may go on at the
/// same moment, the one that began to wait first does; a pause of 0 is a pause, too. `first` begins
/// before `second`. So the order of all lines is exact. `last` follows immediately on the last line
/// of both; a task without lines ends when it begins. Then nothing is left in the loop. The
/// arguments are copied. Several calls may put their tasks on one loop: each has its order, except
/// that of moments at which timers of more than one call are due (Asio's are no queue). If the loop
/// is destroyed before its tasks have ended, they end there, and show nothing more.
/// Errors: std::invalid_argument, thrown by `two_tasks` itself, if a pause is negative; no task is
/// started. If `sink` throws, its task shows nothing more, and neither is `last` shown; the other
/// task goes on to its end. The exception leaves the run of the loop, at the latest when both tasks
/// have ended; the caller may then run the loop again.
/// Thread-safety: everything happens on the thread that calls `two_tasks` and runs the loop.
/// Source: 003-c, two tasks on one event loop. There a comment gives the order of the lines, and is
/// wrong: the one that pauses for the shorter time is shown first.
///
/// Example: "get", "compute", and after a second "computed", after another one "got", "done".
///   boost::asio::io_context loop;
///   two_tasks(loop, {{"get", "got"}, 2s}, {{"compute", "computed"}, 1s}, "done",
///             [](const std::string& line) { std::cout << line << '\n'; });
///   run_in_virtual_time(loop);
void two_tasks(boost::asio::io_context& loop, const Script& first, const Script& second,
               const std::string& last, const Sink& sink);
