#include "support/leftovers.hpp"

#include <dirent.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <map>
#include <mutex>
#include <thread>

#include "support/process_table.hpp"
#include "support/watch.hpp"

namespace interleave {
namespace {

/// The processor is given to a process that has been killed, so that it can go.
constexpr int kPatience = 300;  // milliseconds

std::map<int, std::string> open_descriptors() {
  const std::scoped_lock lock(watch_mutex());
  std::map<int, std::string> found;
  DIR* directory = opendir("/proc/self/fd");
  if (directory == nullptr) return found;
  while (const dirent* entry = readdir(directory)) {
    if (entry->d_name[0] == '.') continue;
    std::array<char, 4096> target{};
    const std::string link = std::string("/proc/self/fd/") + entry->d_name;
    const ssize_t length = readlink(link.c_str(), target.data(), target.size() - 1);
    const int descriptor = std::atoi(entry->d_name);
    if (length > 0 && descriptor != dirfd(directory)) found[descriptor] = target.data();
  }
  closedir(directory);
  return found;
}

std::map<int, std::string> noted_descriptors;

/// A child that the test started, and not one that became ours when its parent ended: those stay in
/// the group of the child that started them.
bool is_own_child(const ProcessStat& entry) {
  return entry.parent == getpid() && (entry.group == entry.process || entry.group == getpgrp());
}

bool has_ended(const ProcessStat& entry) { return entry.state == 'Z' || entry.state == 'X'; }

bool may_be_ending(const ProcessStat& entry) {
  return !has_ended(entry) && waits_for_ever(sample_task(entry.process, entry.process)).empty();
}

void take_processes(std::vector<std::string>& found) {
  std::vector<ProcessStat> left = descendants();
  for (int wait = 0; wait < kPatience && std::any_of(left.begin(), left.end(), may_be_ending);
       ++wait) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    left = descendants();
  }
  for (const ProcessStat& entry : left) {
    const std::string name = name_of_process(entry.process);
    if (!has_ended(entry)) {
      found.push_back("process left behind: " + name + " was still running when the test ended.");
    } else if (is_own_child(entry)) {
      found.push_back("process left behind: " + name +
                      " has ended, and nobody has waited for it: it stays a zombie.");
    }
  }
  end_descendants();
}

}  // namespace

void adopt_orphans() { prctl(PR_SET_CHILD_SUBREAPER, 1); }

void note_descriptors() { noted_descriptors = open_descriptors(); }

std::vector<std::string> take_leftovers() {
  std::vector<std::string> found;
  take_processes(found);
  for (const auto& [descriptor, target] : open_descriptors()) {
    const auto noted = noted_descriptors.find(descriptor);
    if (noted != noted_descriptors.end() && noted->second == target) continue;
    found.push_back("descriptor leak: descriptor " + std::to_string(descriptor) + " (" + target +
                    ") was opened during the test and never closed.");
  }
  return found;
}

}  // namespace interleave
