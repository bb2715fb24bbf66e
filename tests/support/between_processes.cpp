#include "support/between_processes.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>

#include "support/process_table.hpp"
#include "support/watch.hpp"

namespace interleave {
namespace {

constexpr std::uint64_t kMostSwitches = 300;
constexpr std::chrono::seconds kMostProcessorTime{2};
constexpr std::chrono::milliseconds kPeriod{2};

[[noreturn]] void fail_with_errno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

bool has_ended(const TaskSample& sample) {
  return sample.state == '?' || sample.state == 'Z' || sample.state == 'X';
}

std::chrono::milliseconds processor_time(pid_t process) {
  return read_process_stat(process).value_or(ProcessStat{}).processor_time;
}

}  // namespace

Signs::Signs(const std::string& path) {
  if (mkfifo(path.c_str(), 0600) != 0 && errno != EEXIST) fail_with_errno(path);
  descriptor_ = open(path.c_str(), O_RDWR | O_CLOEXEC);  // for both ends: it never ends
  if (descriptor_ < 0) fail_with_errno(path);
}

Signs::~Signs() { close(descriptor_); }

void Signs::give(int count) const {
  const std::string bytes(static_cast<std::size_t>(count), '!');
  if (write(descriptor_, bytes.data(), bytes.size()) != count) fail_with_errno("giving a sign");
}

void Signs::take(int count) const {
  for (char sign = 0; count > 0; --count) {
    ssize_t bytes = read(descriptor_, &sign, 1);
    while (bytes < 0 && errno == EINTR) bytes = read(descriptor_, &sign, 1);
    if (bytes != 1) fail_with_errno("waiting for a sign");
  }
}

bool Signs::try_take() const {
  pollfd there{descriptor_, POLLIN, 0};
  if (poll(&there, 1, 0) != 1) return false;
  take();
  return true;
}

bool Signs::take_from(pid_t process) const {
  while (true) {
    siginfo_t ended{};
    waitid(P_PID, static_cast<id_t>(process), &ended, WEXITED | WNOHANG | WNOWAIT);
    if (try_take()) return true;
    if (ended.si_pid == process) return false;
    std::this_thread::sleep_for(kPeriod);
  }
}

Seen see(pid_t process, pid_t thread, const Signs& sign) {
  const auto look = [&] {
    const std::scoped_lock lock(watch_mutex());  // files are open meanwhile
    return std::pair(sample_task(process, thread), processor_time(process));
  };
  const auto [first, time_at_first] = look();
  for (TaskSample previous = first;;) {
    std::this_thread::sleep_for(kPeriod);
    const auto [now, time] = look();
    // Looked for after the sample: what sleeps in the sample has given its sign before.
    if (sign.try_take()) return Seen::kSign;
    if (has_ended(now)) return Seen::kEnd;
    const bool sleeps = now == previous && !waits_for_ever(now).empty();
    const bool polls = now.switches > first.switches + kMostSwitches;
    const bool spins = time > time_at_first + kMostProcessorTime;
    if (sleeps || polls || spins) return Seen::kWaits;
    previous = now;
  }
}

}  // namespace interleave
