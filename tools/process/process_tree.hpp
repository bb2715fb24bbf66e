#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "process/proc.hpp"

namespace interleave {

/// A child and its descendants, found again and again in /proc, also those that left the group.
///
/// A descendant whose parent ended becomes ours, because the process calls itself a subreaper; it
/// is recognised by `mark`, an environment variable setting (`NAME=value`) that the child was
/// started with. Not thread-safe.
class ProcessTree {
 public:
  ProcessTree(pid_t root, std::string mark);
  ~ProcessTree();
  ProcessTree(const ProcessTree&) = delete;
  ProcessTree& operator=(const ProcessTree&) = delete;

  struct Usage {
    int processes = 0;
    int threads = 0;
    std::size_t memory_bytes = 0;
    std::chrono::milliseconds processor_time{0};  ///< of those that live
  };

  /// Looks at the tree as it is now.
  Usage look();

  /// The same for a fraction of the price where the machine runs much else: passes over processes
  /// that the last look has found to be none of ours. Misses one that has got the number of such a
  /// process since.
  Usage look_again();

  /// Kills whatever lives, the root too, until nothing does, and reaps all but the root. Returns
  /// how many others there were.
  int kill_all();

 private:
  bool belongs(const ProcessStat& entry, const std::map<pid_t, ProcessStat>& all) const;

  const pid_t self_ = getpid();
  const pid_t root_;
  const std::string mark_;
  std::map<pid_t, std::uint64_t> known_;  // process -> start time, which tells a reused number
  std::set<pid_t> strangers_;             // neither ours nor children of ours, when last looked at
};

}  // namespace interleave
