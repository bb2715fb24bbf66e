#pragma once

#include <chrono>
#include <mutex>

namespace interleave {

/// Watches the process for stalls from a thread of its own, so that a hang is a verdict.
///
/// Two kinds are told apart. A *proven* stall: every thread of this process and of its descendants
/// is asleep in something that only another of them could end (process_table.hpp); that is certain,
/// needs no stopwatch, and is seen within some ten milliseconds. Otherwise a test has hung when it
/// and its descendants have used `limit` of processor time, or have all been asleep for three times
/// as long. What is ready to run and gets no processor counts as neither: a busy machine must not
/// make a right answer look stuck. Either is reported with the stack of every thread, and ends
/// the process with exit code 1.
///
/// Source of the proof: a thread whose state and count of context switches (/proc/self/task) are
/// the same in two samples has slept in one system call in between; if that holds for all threads,
/// there was an instant at which all of them slept.
///
/// Call once, from the main thread, before the first test. Not for tests that wait for processes
/// that are no descendants: those could wake them.
void start_watch(std::chrono::milliseconds limit);

/// The watch reports stalls against the running test, and gives each the whole limit.
void watch_test(const char* name);

/// What a proven stall of the running test means, as a finding: "unbalanced: ...". A text that is
/// never freed; forgotten when the test ends. Without one the finding tells who waits for what.
/// Under the explorer, too.
void explain_stall(const char* finding);
const char* stall_meaning();  ///< of the running test, or empty

/// What somebody says who sees a stall that the watch cannot, because sockets are in it.
struct Testimony {
  const char* meaning = nullptr;  ///< as a finding, a text that is never freed; nullptr: no stall
  bool is_proof = true;           ///< that every thread waits for ever: other tests may do better
};

/// Asked every few milliseconds, by the watch's thread, which holds `watch_mutex`.
using StallWitness = Testimony (*)();
void set_stall_witness(StallWitness witness);  ///< nullptr: there is none

/// The watch holds it while it has files open.
std::mutex& watch_mutex();

/// How many threads live besides the main thread and those that the watch and the sanitizer run.
int count_other_threads();

}  // namespace interleave
