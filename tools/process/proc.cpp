#include "process/proc.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>

namespace interleave {

std::string read_proc_file(const std::string& path) {
  // Read for every process of the machine, so without the comfort of a stream.
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

std::optional<ProcessStat> read_process_stat(pid_t process) {
  const std::string text = read_proc_file("/proc/" + std::to_string(process) + "/stat");
  const std::size_t after_name = text.rfind(") ");  // a name may have anything in it
  if (after_name == std::string::npos) return std::nullopt;
  ProcessStat stat;
  stat.process = process;
  std::uint64_t user_ticks = 0;
  std::uint64_t system_ticks = 0;
  // state ppid pgrp ... utime(14) stime ... num_threads(20) itrealvalue starttime(22) vsize rss(24)
  const int fields = std::sscanf(text.c_str() + after_name + 2,
                                 "%c %d %d %*d %*d %*d %*u %*u %*u %*u %*u %" SCNu64 " %" SCNu64
                                 " %*d %*d %*d %*d %d %*d %" SCNu64 " %*u %" SCNu64,
                                 &stat.state, &stat.parent, &stat.group, &user_ticks, &system_ticks,
                                 &stat.threads, &stat.start_time, &stat.resident_pages);
  if (fields != 8) return std::nullopt;
  static const auto ticks_per_second = static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK));
  stat.processor_time =
      std::chrono::milliseconds((user_ticks + system_ticks) * 1000 / ticks_per_second);
  return stat;
}

std::map<pid_t, ProcessStat> all_processes() {
  std::map<pid_t, ProcessStat> all;
  for (const pid_t process : numbers_in("/proc")) {
    if (const auto stat = read_process_stat(process)) all.emplace(process, *stat);
  }
  return all;
}

std::vector<pid_t> numbers_in(const std::string& folder) {
  std::vector<pid_t> found;
  DIR* directory = opendir(folder.c_str());
  if (directory == nullptr) return found;
  while (const dirent* entry = readdir(directory)) {
    if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9') {
      found.push_back(std::atoi(entry->d_name));
    }
  }
  closedir(directory);
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace interleave
