#pragma once

#include <functional>
#include <vector>

// Runs each job once, on a thread of its own, and returns all results in the order of the jobs.
//
// Requires: no job is empty; each may be called on any thread, at the same time as the others, and
// does not throw.
// Guarantees: result i is what job i returned, whichever job ended first; all jobs can be under way
// at the same time; no thread that was started here is still running on return. Without jobs, the
// result is empty.
// Memory ordering: everything that happened before the call is visible to the jobs; everything that
// the jobs did is visible to the caller on return.
// Source: 001-a and 003-a, where threads report; neither shows how to get a value back from one.
//
// Example:
//   collect_results({[] { return 6 * 7; }, [] { return 2 + 2; }});  // {42, 4}

std::vector<int> collect_results(const std::vector<std::function<int()>>& jobs);

/// The same for jobs that answer yes or no. Mind what std::vector<bool> is made of: its elements
/// are bits, and eight of them share a byte.
std::vector<bool> collect_answers(const std::vector<std::function<bool()>>& jobs);
