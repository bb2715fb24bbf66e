#include "process/process_tree.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <csignal>
#include <mutex>

namespace interleave {
namespace {

std::mutex roots_mutex;
std::set<pid_t> roots;  // guarded by roots_mutex: children of ours that somebody waits for

bool is_root(pid_t process) {
  const std::scoped_lock lock(roots_mutex);
  return roots.contains(process);
}

}  // namespace

ProcessTree::ProcessTree(pid_t root, std::string mark)
    : root_(root), mark_(std::move(mark) + '\0') {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const std::scoped_lock lock(roots_mutex);
  roots.insert(root);
}

ProcessTree::~ProcessTree() {
  const std::scoped_lock lock(roots_mutex);
  roots.erase(root_);
}

bool ProcessTree::belongs(const ProcessStat& entry, const std::map<pid_t, ProcessStat>& all) const {
  const pid_t process = entry.process;
  if (process == root_ || entry.group == root_) return true;
  if (const auto known = known_.find(process);
      known != known_.end() && known->second == entry.start_time) {
    return true;
  }
  if (entry.parent == self_) {
    if (is_root(process)) return false;
    const std::string environment = read_proc_file("/proc/" + std::to_string(process) + "/environ");
    return environment.find(mark_) != std::string::npos;
  }
  const auto parent = all.find(entry.parent);
  return parent != all.end() && entry.parent > 1 && belongs(parent->second, all);
}

ProcessTree::Usage ProcessTree::look() {
  strangers_.clear();
  return look_again();
}

ProcessTree::Usage ProcessTree::look_again() {
  std::map<pid_t, ProcessStat> all;
  std::set<pid_t> strangers;
  for (const pid_t process : numbers_in("/proc")) {
    if (strangers_.contains(process)) {
      strangers.insert(process);
    } else if (const auto stat = read_process_stat(process)) {
      all.emplace(process, *stat);
    }
  }

  static const auto page_bytes = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  Usage usage;
  std::map<pid_t, std::uint64_t> found;
  for (const auto& [process, entry] : all) {
    if (entry.state == 'Z') {
      // Descendants of any run that died as our children. Roots, which lead a group of their own,
      // are their callers' to reap: nobody else may take an exit status.
      if (entry.parent == self_ && entry.group != process && !is_root(process)) {
        waitpid(process, nullptr, WNOHANG);
      }
      continue;
    }
    if (entry.state == 'X') continue;
    if (!belongs(entry, all)) {
      // Of one whose parent ended meanwhile, the next look tells more.
      const bool is_known = entry.parent <= 1 || strangers.contains(entry.parent);
      if (is_known && entry.parent != self_) strangers.insert(process);
      continue;
    }
    found.emplace(process, entry.start_time);
    ++usage.processes;
    usage.threads += entry.threads;
    usage.memory_bytes += entry.resident_pages * page_bytes;
    usage.processor_time += entry.processor_time;
  }
  known_ = std::move(found);
  strangers_ = std::move(strangers);
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
