#include "process/process_tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cinttypes>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <set>

namespace interleave {
namespace {

std::mutex roots_mutex;
std::set<pid_t> roots;  // guarded by roots_mutex: children of ours that somebody waits for

bool is_root(pid_t process) {
  const std::scoped_lock lock(roots_mutex);
  return roots.contains(process);
}

/// What a file in /proc says; empty if its process has gone meanwhile.
std::string read_proc(const std::string& path) {
  std::string text;
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return text;
  std::array<char, 4096> block;
  for (ssize_t n = 0; (n = read(descriptor, block.data(), block.size())) > 0;) {
    text.append(block.data(), static_cast<std::size_t>(n));
  }
  close(descriptor);
  return text;
}

}  // namespace

struct ProcessTree::Entry {
  pid_t parent = 0;
  pid_t group = 0;
  char state = '?';
  int threads = 0;
  std::uint64_t start_time = 0;
  std::uint64_t resident_pages = 0;
  std::uint64_t user_ticks = 0;
  std::uint64_t system_ticks = 0;
};

ProcessTree::ProcessTree(pid_t root, std::string mark) : root_(root), mark_(std::move(mark)) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const std::scoped_lock lock(roots_mutex);
  roots.insert(root);
}

ProcessTree::~ProcessTree() {
  const std::scoped_lock lock(roots_mutex);
  roots.erase(root_);
}

bool ProcessTree::belongs(pid_t process, const Entry& entry,
                          const std::map<pid_t, Entry>& all) const {
  if (process == root_ || entry.group == root_) return true;
  if (const auto known = known_.find(process);
      known != known_.end() && known->second == entry.start_time) {
    return true;
  }
  if (entry.parent == getpid()) {
    if (is_root(process)) return false;
    const std::string environment = read_proc("/proc/" + std::to_string(process) + "/environ");
    return environment.find(mark_ + '\0') != std::string::npos;
  }
  const auto parent = all.find(entry.parent);
  return parent != all.end() && entry.parent > 1 && belongs(parent->first, parent->second, all);
}

ProcessTree::Usage ProcessTree::look() {
  std::map<pid_t, Entry> all;
  DIR* directory = opendir("/proc");
  if (directory == nullptr) return {};
  while (const dirent* name = readdir(directory)) {
    const pid_t process = std::atoi(name->d_name);
    if (process == 0) continue;
    const std::string text = read_proc("/proc/" + std::to_string(process) + "/stat");
    const std::size_t after_name = text.rfind(") ");
    if (after_name == std::string::npos) continue;
    Entry entry;
    // proc(5): state ppid pgrp ... utime(14) stime ... num_threads(20) itrealvalue starttime(22)
    // vsize rss(24)
    const int fields =
        std::sscanf(text.c_str() + after_name + 2,
                    "%c %d %d %*d %*d %*d %*u %*u %*u %*u %*u %" SCNu64 " %" SCNu64
                    " %*d %*d %*d %*d %d %*d %" SCNu64 " %*u %" SCNu64,
                    &entry.state, &entry.parent, &entry.group, &entry.user_ticks,
                    &entry.system_ticks, &entry.threads, &entry.start_time, &entry.resident_pages);
    if (fields == 8) all.emplace(process, entry);
  }
  closedir(directory);

  static const auto page_bytes = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  static const auto ticks_per_second = static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  Usage usage;
  std::map<pid_t, std::uint64_t> found;
  for (const auto& [process, entry] : all) {
    if (entry.state == 'Z') {
      // Descendants of any run that died as our children. Roots, which lead a group of their own,
      // are their callers' to reap: nobody else may take an exit status.
      if (entry.parent == getpid() && entry.group != process && !is_root(process)) {
        waitpid(process, nullptr, WNOHANG);
      }
      continue;
    }
    if (entry.state == 'X' || !belongs(process, entry, all)) continue;
    found.emplace(process, entry.start_time);
    ++usage.processes;
    usage.threads += entry.threads;
    usage.memory_bytes += entry.resident_pages * page_bytes;
    usage.processor_time += std::chrono::milliseconds((entry.user_ticks + entry.system_ticks) *
                                                      1000 / ticks_per_second);
  }
  known_ = std::move(found);
  return usage;
}

int ProcessTree::kill_all() {
  std::set<pid_t> others;
  // A fork bomb that stays in its group ends here: the kernel signals all of a group at once, and a
  // fork that is under way fails. What has left the group is stopped before it is killed, so that
  // it starts nothing more while we look for its children.
  look();
  const auto note_others = [&] {
    for (const auto& [process, start_time] : known_) {
      if (process != root_) others.insert(process);
    }
  };
  note_others();
  if (!known_.empty()) kill(-root_, SIGKILL);
  if (known_.contains(root_)) kill(root_, SIGKILL);
  while (look().processes > 0) {
    for (const auto& [process, start_time] : known_) kill(process, SIGSTOP);
    look();
    note_others();
    for (const auto& [process, start_time] : known_) kill(process, SIGKILL);
    usleep(1000);
  }
  return static_cast<int>(others.size());
}

}  // namespace interleave
