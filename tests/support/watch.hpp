#pragma once

#include <chrono>

namespace interleave {

/// Watches the process for stalls from a thread of its own, so that a hang is a verdict.
///
/// Two kinds are told apart. A *proven* stall: every thread sleeps in a futex wait that has no
/// time-out, so nobody is left to wake anybody; that is certain, needs no stopwatch, and is seen
/// within some ten milliseconds. Otherwise a test that has used `limit` of processor time, or three
/// times as long by the clock, has hung: a busy machine must not make a right answer look stuck.
/// Either is reported with the stack of every thread, and ends the process with exit code 1.
///
/// Source of the proof: a thread whose state and count of context switches (/proc/self/task) are
/// the same in two samples has slept in one system call in between; if that holds for all threads,
/// there was an instant at which all of them slept.
///
/// Call once, from the main thread, before the first test. Not for tests whose futexes are shared
/// with another process: that process could wake them.
void start_watch(std::chrono::milliseconds limit);

/// The watch reports stalls against the running test, and gives each the whole limit.
void watch_test(const char* name);

/// How many threads live besides the main thread and those that the watch and the sanitizer run.
int count_other_threads();

}  // namespace interleave
