#pragma once

#include <functional>
#include <thread>
#include <vector>

/// Starts a thread that runs `job`, and returns it; or throws, and then has started none. May be
/// `[](std::function<void()> job) { return std::thread(std::move(job)); }`, which throws
/// std::system_error when the system has no thread left to give.
using StartThread = std::function<std::thread(std::function<void()> job)>;

/// Runs each job on a thread of its own, which `start` makes, and returns when all of these threads
/// have been joined.
///
/// Requires: no job is empty, and none throws; jobs may run at the same time; `start` returns a
/// joinable thread or throws. The thread may go on after its job has returned: nothing but a join
/// tells that it has ended.
/// Guarantees: `start` is called once for each job, in their order, on the caller's thread; no
/// start waits for the end of another job, so that all jobs can be under way at the same time;
/// every thread that `start` returned has been joined on return. No jobs: starts nothing.
/// Errors: when `start` throws, no further job is started; the threads that were started before are
/// joined; then what `start` threw, whatever it is, leaves join_all unchanged.
/// Memory ordering: everything that happened before the call is visible to the jobs; everything
/// that the threads did is visible to the caller when join_all returns or throws.
/// Source: 004-c, one thread for each URL, all started first, then all joined.
///
/// Example:
///   join_all({[] { fetch("/a"); }, [] { fetch("/b"); }},
///            [](std::function<void()> job) { return std::thread(std::move(job)); });
void join_all(const std::vector<std::function<void()>>& jobs, const StartThread& start);
