#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "process/proc.hpp"

namespace interleave {

/// A thread of some process, at one instant: from /proc.
struct TaskSample {
  static constexpr std::uint64_t kNoCall = ~std::uint64_t{0};  ///< it runs, or sleeps elsewhere

  pid_t process = 0;
  pid_t thread = 0;
  char state = '?';                     ///< as in proc(5): R, S, D, Z, ...
  std::uint64_t switches = 0;           ///< voluntary and involuntary
  std::array<std::uint64_t, 6> call{};  ///< system call number, first five arguments
  bool operator==(const TaskSample&) const = default;
};

TaskSample sample_task(pid_t process, pid_t thread);

/// The threads of a process, in ascending order.
std::vector<pid_t> threads_of(pid_t process);

/// Our children and theirs, zombies too.
std::vector<ProcessStat> descendants();

/// Kills and reaps them all.
void end_descendants();

/// "child process 4711 (print 200000)": its number and how it was called, without folders.
std::string name_of_process(pid_t process);

/// The other ends of the pipes that are open now are outside. Call it before the first test.
void note_inherited_descriptors();

/// What a task is asleep in with nobody but another task to wake it, however much time passes: "to
/// read from a pipe". Empty if it runs, if a time limit or the outside world may wake it, or if
/// that cannot be told.
///
/// Sleeping for ever are: a futex without a time-out, waiting for a child, pipes, file locks,
/// pause, and polling without a time-out in a process that has neither sockets nor timers. Not:
/// pipes whose other ends are outside, standard output and the one for events among them: who reads
/// them may be late on a busy machine.
std::string waits_for_ever(const TaskSample& sample);

}  // namespace interleave
