#pragma once

#include <functional>

/// Runs `work(0)`, `work(1)`, ..., `work(count - 1)`, each on a new thread of its own, and returns
/// when all of them have ended.
///
/// Requires: `count >= 0`; `work` may be called from several threads at once and does not throw.
/// Guarantees: `work` is called exactly once with each number, never on the caller's thread; all
/// `count` calls can be under way at the same time; no thread that was started here is still
/// running on return. `count == 0` starts nothing.
/// Memory ordering: everything that happened before the call is visible to `work`; everything that
/// `work` did is visible to the caller on return.
/// Source: 001-a, five threads that each report their start and their end.
///
/// Example:
///   run_workers(5, [](int worker) { std::osyncstream(std::cout) << worker << " at work\n"; });
void run_workers(int count, const std::function<void(int worker)>& work);
