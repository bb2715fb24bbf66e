#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <vector>

#include "virtual_time.hpp"

// Two ways to wait for tasks, for coroutines that Boost.Asio's loop runs. Cancellation is Asio's:
// a request, of the type `terminal`, which a task meets where it waits, and mostly answers with
// boost::asio::error::operation_aborted. It may take its time to end, or go on regardless.
//
// Requires of both: a task has not been awaited before, nor moved from; it is consumed. One thread
// runs the loop, with `run_in_virtual_time`.
// Guarantees of both: Tasks run on the executor of the caller. When a function has ended, in
// whatever way, so have all its tasks, and nothing is left in the loop: no timer either. What
// cancels the caller meanwhile cancels every task that has not ended and was not cancelled before,
// and the function waits until all have ended. It leaves the caller's cancellation state as it was.
// Thread-safety: everything happens on the thread that runs the loop.
// Source: 001-d, Python's asyncio: gather, create_task, wait_for, cancel. There the others go on
// when one of a gather fails, and nobody hears of them.
//
// Example:
//   std::vector<awaitable<int>> tasks;
//   tasks.push_back(with_timeout(fetch("a"), 100ms));
//   tasks.push_back(with_timeout(fetch("b"), 100ms));
//   const std::vector<int> pages = co_await gather(std::move(tasks));

/// Runs all tasks at once, and returns what they return: result i is that of `tasks[i]`.
///
/// Guarantees: every task begins immediately, in their order. Without tasks the result is empty, at
/// once. When a task fails, the others are cancelled at that moment.
/// Errors: what the first task that failed has thrown: the first in time, not in the list; if
/// several fail at the same moment, not counting those that were cancelled because of it, one of
/// them. What others throw is dropped. If the caller is cancelled, but all tasks return all the
/// same, so does `gather`.
boost::asio::awaitable<std::vector<int>> gather(std::vector<boost::asio::awaitable<int>> tasks);

/// Runs `task`, for no longer than `limit`, and returns what it returns. The task begins
/// immediately; if it has not ended when the limit is over, it is cancelled at that moment. A value
/// that it returns at the very moment is still in time, also if it returns it because it was
/// cancelled; a later one is dropped. A limit of 0 so leaves a task the time until it first has to
/// wait. A negative one is like 0.
///
/// Errors: boost::system::system_error with boost::asio::error::timed_out, once the task has ended,
/// if the limit was over before it did. Otherwise what the task has thrown; also if the caller is
/// cancelled: from then on the limit counts no more.
boost::asio::awaitable<int> with_timeout(boost::asio::awaitable<int> task,
                                         std::chrono::milliseconds limit);
