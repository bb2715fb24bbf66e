#pragma once

#include <functional>
#include <vector>

/// Runs each job once, on a thread of its own, and returns when all of them have ended. If jobs
/// threw, it then throws what the first of them threw: first in the order of the jobs, not in time.
///
/// Requires: no job is empty; each may be called on any thread, at the same time as the others. A
/// job may throw anything, also what is no std::exception.
/// Guarantees: all jobs can be under way at the same time, and each is called, whatever the others
/// throw; when the function returns or throws, no thread that was started here is still running.
/// What is thrown has the type and the content that the job gave it. What later jobs threw is
/// dropped.
/// Memory ordering: everything that happened before the call is visible to the jobs; everything
/// that the jobs did is visible to the caller on return, and to the handler that catches.
/// Source: 000-b and 001-a. An exception that leaves a thread's function reaches nobody there: in
/// Python the thread prints it and ends; in C++ the whole program does.
///
/// Example:
///   carry_exceptions({[] { work(); }, [] { throw std::runtime_error("disk full"); }});
///   // throws std::runtime_error("disk full") when work() has ended as well
void carry_exceptions(const std::vector<std::function<void()>>& jobs);
