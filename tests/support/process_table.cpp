#include "support/process_table.hpp"

#include <linux/futex.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cinttypes>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>

namespace interleave {
namespace {

std::string folder_of(pid_t process) { return "/proc/" + std::to_string(process); }

std::string link_target(const std::string& path) {
  std::array<char, 4096> target{};
  const ssize_t length = readlink(path.c_str(), target.data(), target.size());
  return length <= 0 ? "" : std::string(target.data(), static_cast<std::size_t>(length));
}

std::string descriptor_target(pid_t process, std::uint64_t descriptor) {
  return link_target(folder_of(process) + "/fd/" + std::to_string(descriptor));
}

bool starts_with(const std::string& text, const char* start) { return text.rfind(start, 0) == 0; }

/// The targets of all descriptors that we were started with. Never destroyed: the watch goes on
/// while the program exits.
auto& inherited = *new std::set<std::string>;

/// A pipe or FIFO whose other end is not outside.
bool is_pipe_of_ours(pid_t process, std::uint64_t descriptor) {
  const std::string target = descriptor_target(process, descriptor);
  if (inherited.contains(target)) return false;
  if (starts_with(target, "pipe:")) return true;
  struct stat status {};
  return stat(target.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
}

/// Whether time or the outside world could make one of its descriptors ready.
bool may_be_woken_from_outside(pid_t process) {
  const std::vector<pid_t> descriptors = numbers_in(folder_of(process) + "/fd");
  return std::any_of(descriptors.begin(), descriptors.end(), [&](pid_t descriptor) {
    const std::string target = descriptor_target(process, static_cast<std::uint64_t>(descriptor));
    return starts_with(target, "socket:") || target == "anon_inode:[timerfd]" ||
           target == "anon_inode:[signalfd]" || target == "anon_inode:inotify";
  });
}

}  // namespace

void note_inherited_descriptors() {
  for (const pid_t descriptor : numbers_in(folder_of(getpid()) + "/fd")) {
    inherited.insert(descriptor_target(getpid(), static_cast<std::uint64_t>(descriptor)));
  }
}

TaskSample sample_task(pid_t process, pid_t thread) {
  TaskSample sample;
  sample.process = process;
  sample.thread = thread;
  const std::string folder = folder_of(process) + "/task/" + std::to_string(thread);
  std::ifstream status(folder + "/status");
  for (std::string line; std::getline(status, line);) {
    std::uint64_t count = 0;
    if (std::sscanf(line.c_str(), "State: %c", &sample.state) == 1) continue;
    if (std::sscanf(line.c_str(), "voluntary_ctxt_switches: %" SCNu64, &count) == 1 ||
        std::sscanf(line.c_str(), "nonvoluntary_ctxt_switches: %" SCNu64, &count) == 1) {
      sample.switches += count;
    }
  }
  std::ifstream call(folder + "/syscall");
  call >> sample.call[0] >> std::hex;
  for (std::size_t i = 1; i < sample.call.size(); ++i) call >> sample.call.at(i);
  if (!call) sample.call[0] = TaskSample::kNoCall;
  return sample;
}

std::vector<pid_t> threads_of(pid_t process) { return numbers_in(folder_of(process) + "/task"); }

std::vector<ProcessStat> descendants() {
  const std::map<pid_t, ProcessStat> all = all_processes();
  std::vector<ProcessStat> found;
  for (const auto& [process, stat] : all) {
    pid_t ancestor = stat.parent;
    while (ancestor > 1 && ancestor != getpid()) {
      const auto next = all.find(ancestor);
      ancestor = next == all.end() ? 0 : next->second.parent;
    }
    if (ancestor == getpid()) found.push_back(stat);
  }
  return found;
}

void end_descendants() {
  // What is killed may leave children to us.
  for (auto left = descendants(); !left.empty(); left = descendants()) {
    for (const ProcessStat& entry : left) {
      kill(entry.process, SIGKILL);
      if (entry.parent == getpid()) waitpid(entry.process, nullptr, 0);
    }
  }
}

std::string name_of_process(pid_t process) {
  std::ifstream file(folder_of(process) + "/cmdline");
  std::string words;
  for (std::string word; std::getline(file, word, '\0');) {
    word = word.substr(word.rfind('/') == std::string::npos ? 0 : word.rfind('/') + 1);
    words += words.empty() ? word : ' ' + word;
  }
  constexpr std::size_t kMostShown = 60;
  if (words.size() > kMostShown) words = words.substr(0, kMostShown) + " ...";
  const std::string name = "child process " + std::to_string(process);
  return words.empty() ? name : name + " (" + words + ")";
}

std::string waits_for_ever(const TaskSample& sample) {
  if (sample.state != 'S') return {};
  const auto& [number, a, b, c, d, e] = sample.call;
  constexpr std::uint64_t kCommandMask = ~std::uint64_t{FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME};
  switch (number) {
    case SYS_futex: {
      const std::uint64_t command = b & kCommandMask;
      const bool waits = command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET;
      return waits && d == 0 ? "for another thread" : "";
    }
    case SYS_wait4:
    case SYS_waitid:
      return "for a child process to end";
    case SYS_read:
    case SYS_readv:
      return is_pipe_of_ours(sample.process, a) ? "to read from a pipe" : "";
    case SYS_write:
    case SYS_writev:
      return is_pipe_of_ours(sample.process, a) ? "to write to a pipe that nobody empties" : "";
    case SYS_open:
    case SYS_openat:
      return "for the other end of a pipe to be opened";
    case SYS_flock:
    case SYS_fcntl:
      return "for a lock on a file";
    case SYS_pause:
    case SYS_rt_sigsuspend:
      return "for a signal";
    case SYS_poll:
      if (static_cast<std::int32_t>(c) >= 0) return {};
      break;
    case SYS_ppoll:
      if (c != 0) return {};
      break;
    case SYS_select:
    case SYS_pselect6:
      if (e != 0) return {};
      break;
    case SYS_epoll_wait:
    case SYS_epoll_pwait:
      if (static_cast<std::int32_t>(d) >= 0) return {};
      break;
    default:
      return {};
  }
  return may_be_woken_from_outside(sample.process) ? "" : "for something to read or write";
}

}  // namespace interleave
