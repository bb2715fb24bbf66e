#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

namespace interleave {

/// Limits that the kernel keeps for a child and all its descendants, at once and without a look:
/// memory, also that of files in memory, and how many processes and threads there are. Only where
/// control groups may be made (as root, mostly); elsewhere there are none, and what remains is the
/// look at /proc every 50 ms, between two of which a fork bomb can make thousands.
class ControlGroup {
 public:
  /// Zero means no limit.
  ControlGroup(std::size_t memory_bytes, int tasks);
  /// The group must be empty by then; it goes.
  ~ControlGroup();
  ControlGroup(const ControlGroup&) = delete;
  ControlGroup& operator=(const ControlGroup&) = delete;

  /// Files to which a process writes "0" to belong to the group.
  const std::vector<std::filesystem::path>& entrances() const { return entrances_; }

  /// Whether the kernel has ended a process because of the limit of memory.
  bool ran_out_of_memory() const;
  /// Whether it has refused to make a process or thread.
  bool ran_out_of_tasks() const;

 private:
  void make(const std::filesystem::path& controller, const char* limit_file, std::size_t limit);

  std::vector<std::filesystem::path> folders_;
  std::vector<std::filesystem::path> entrances_;
};

}  // namespace interleave
