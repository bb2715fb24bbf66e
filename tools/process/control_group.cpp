#include "process/control_group.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <string>

namespace interleave {
namespace {

namespace fs = std::filesystem;

// Version 1, where each controller has a tree of its own. Of version 2 only systemd may hand parts
// on, and it does so to nobody without being asked.
constexpr const char* kMemory = "/sys/fs/cgroup/memory";
constexpr const char* kTasks = "/sys/fs/cgroup/pids";
constexpr const char* kPrefix = "interleave.";

/// Those of processes that were killed before they could remove them.
void remove_abandoned(const fs::path& controller) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(controller, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind(kPrefix, 0) != 0) continue;
    const pid_t owner = std::atoi(name.c_str() + std::char_traits<char>::length(kPrefix));
    if (owner > 0 && kill(owner, 0) != 0 && errno == ESRCH) rmdir(entry.path().c_str());
  }
}

/// The number behind `name` in a file of lines "name number"; without a name, the number alone.
std::size_t number_in(const fs::path& file, const std::string& name) {
  std::ifstream lines(file);
  std::string word;
  std::size_t number = 0;
  while (lines >> word >> number) {
    if (word == name) return number;
  }
  return 0;
}

}  // namespace

ControlGroup::ControlGroup(std::size_t memory_bytes, int tasks) {
  static std::once_flag cleared;
  std::call_once(cleared, [] {
    remove_abandoned(kMemory);
    remove_abandoned(kTasks);
  });
  if (memory_bytes > 0) make(kMemory, "memory.limit_in_bytes", memory_bytes);
  if (tasks > 0) make(kTasks, "pids.max", static_cast<std::size_t>(tasks));
}

void ControlGroup::make(const fs::path& controller, const char* limit_file, std::size_t limit) {
  static std::atomic<unsigned> made = 0;
  const fs::path folder =
      controller / (kPrefix + std::to_string(getpid()) + '.' + std::to_string(made.fetch_add(1)));
  std::error_code refused;
  if (!fs::exists(controller / "cgroup.procs", refused)) return;
  if (!fs::create_directory(folder, refused)) return;
  folders_.push_back(folder);
  std::ofstream file(folder / limit_file);
  file << limit << std::flush;
  if (file) entrances_.push_back(folder / "cgroup.procs");
}

ControlGroup::~ControlGroup() {
  for (const fs::path& folder : folders_) {
    // A process is in its group until it has been reaped, which for a sandbox's may take a moment.
    for (int tries = 0; rmdir(folder.c_str()) != 0 && errno == EBUSY && tries < 1000; ++tries) {
      usleep(1000);
    }
  }
}

bool ControlGroup::ran_out_of_memory() const {
  return std::ranges::any_of(folders_, [](const fs::path& folder) {
    return number_in(folder / "memory.oom_control", "oom_kill") > 0;
  });
}

bool ControlGroup::ran_out_of_tasks() const {
  return std::ranges::any_of(folders_, [](const fs::path& folder) {
    return number_in(folder / "pids.events", "max") > 0;
  });
}

}  // namespace interleave
