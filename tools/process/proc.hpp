#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What the kernel tells of processes in /proc: see proc(5).
namespace interleave {

/// A process at one instant.
struct ProcessStat {
  pid_t process = 0;
  pid_t parent = 0;
  pid_t group = 0;
  char state = '?';  ///< R, S, D, Z, ...
  int threads = 0;
  std::chrono::milliseconds processor_time{0};  ///< of all its threads, user and system
  std::uint64_t start_time = 0;  ///< in clock ticks: tells a number that is used again
  std::uint64_t resident_pages = 0;
};

/// Nothing if there is no such process any more.
std::optional<ProcessStat> read_process_stat(pid_t process);

/// All that there are, by their numbers.
std::map<pid_t, ProcessStat> all_processes();

/// The entries of a folder that are numbers, in ascending order: processes of /proc, threads of a
/// process' task folder. Empty if it has gone.
std::vector<pid_t> numbers_in(const std::string& folder);

/// All of a file that the kernel makes up; empty if what it tells of has gone.
std::string read_proc_file(const std::string& path);

}  // namespace interleave
