#include "support/watch.hpp"

#include <dirent.h>
#include <linux/futex.h>
#include <sanitizer/common_interface_defs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cinttypes>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "support/events.hpp"
#include "support/rendezvous.hpp"

// The C library's own entry: the thread sanitizer replaces `sigaction` and would hold our signal
// back until the blocked thread returns, which it never does.
// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" int __sigaction(int, const struct sigaction*, struct sigaction*);

namespace interleave {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kSamplePeriod{5};

// Those of the watch and the sanitizer; fixed before the first test, and never destroyed, because
// the watch goes on while the program exits.
auto& our_threads = *new std::set<pid_t>;
std::atomic<bool> our_threads_known = false;
std::atomic<const char*> current_test = "";
std::atomic<Clock::rep> test_began = 0;
std::atomic<std::int64_t> processor_time_at_begin = 0;  // nanoseconds
std::atomic<int> stacks_printed = 0;

struct Sample {
  pid_t thread = 0;
  char state = '?';
  std::uint64_t switches = 0;           // voluntary and involuntary
  std::array<std::uint64_t, 5> call{};  // system call number, first four arguments
  bool operator==(const Sample&) const = default;
};

std::vector<pid_t> live_threads() {
  std::vector<pid_t> found;
  DIR* directory = opendir("/proc/self/task");
  if (directory == nullptr) return found;
  while (const dirent* entry = readdir(directory)) {
    const pid_t thread = std::atoi(entry->d_name);
    if (thread != 0) found.push_back(thread);
  }
  closedir(directory);
  std::sort(found.begin(), found.end());
  return found;
}

/// The threads that run tests or the answer, the main thread first.
std::vector<pid_t> watched_threads() {
  std::vector<pid_t> found = live_threads();
  std::erase_if(found, [](pid_t thread) { return our_threads.contains(thread); });
  return found;
}

Sample take_sample(pid_t thread) {
  Sample sample;
  sample.thread = thread;
  const std::string directory = "/proc/self/task/" + std::to_string(thread);
  std::ifstream status(directory + "/status");
  for (std::string line; std::getline(status, line);) {
    std::uint64_t count = 0;
    if (std::sscanf(line.c_str(), "State: %c", &sample.state) == 1) continue;
    if (std::sscanf(line.c_str(), "voluntary_ctxt_switches: %" SCNu64, &count) == 1 ||
        std::sscanf(line.c_str(), "nonvoluntary_ctxt_switches: %" SCNu64, &count) == 1) {
      sample.switches += count;
    }
  }
  std::ifstream call(directory + "/syscall");
  call >> sample.call[0] >> std::hex;
  for (std::size_t i = 1; i < sample.call.size(); ++i) call >> sample.call[i];
  if (!call) sample.call = {};
  return sample;
}

bool waits_for_ever(const Sample& sample) {
  const auto [number, address, operation, value, timeout] = sample.call;
  constexpr std::uint64_t kCommandMask = ~std::uint64_t{FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME};
  const std::uint64_t command = operation & kCommandMask;
  return sample.state == 'S' && number == SYS_futex && timeout == 0 &&
         (command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET);
}

/// What every watched thread does, if each of them waits for ever; otherwise empty.
std::vector<Sample> sample_if_all_wait() {
  std::vector<Sample> samples;
  for (const pid_t thread : watched_threads()) {
    samples.push_back(take_sample(thread));
    if (!waits_for_ever(samples.back())) return {};
  }
  return samples;
}

void print_own_stack(int /*signal*/) {
  __sanitizer_print_stack_trace();
  stacks_printed.fetch_add(1);
}

std::string stack_of(pid_t thread) {
  const int before = stacks_printed;
  if (syscall(SYS_tgkill, getpid(), thread, SIGURG) != 0) return {};
  for (int patience = 0; patience < 1000 && stacks_printed == before; ++patience) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return take_sanitizer_report();
}

/// What all threads of the process have used.
std::chrono::nanoseconds processor_time() {
  timespec used = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

/// By the running test, so far.
std::chrono::nanoseconds processor_time_used() {
  return processor_time() - std::chrono::nanoseconds(processor_time_at_begin.load());
}

/// The thread that holds the mutex that `sample` waits for, or 0. A mutex of the C library holds
/// the number of its owner eight bytes behind the word that waiters sleep on; anything else that is
/// waited for does not hold the number of one of our threads there.
pid_t holder(const Sample& sample, const std::vector<pid_t>& threads) {
  if (!waits_for_ever(sample)) return 0;
  constexpr std::uint64_t kOwnerOffset = 8;
  pid_t owner = 0;
  const iovec here{&owner, sizeof owner};
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  const iovec there{reinterpret_cast<void*>(sample.call[1] + kOwnerOffset), sizeof owner};
  if (process_vm_readv(getpid(), &here, 1, &there, 1, 0) != sizeof owner) return 0;
  const bool is_ours = std::find(threads.begin(), threads.end(), owner) != threads.end();
  return is_ours && owner != sample.thread ? owner : 0;
}

std::string name_of_thread(pid_t thread, const std::vector<pid_t>& threads) {
  const auto at = std::find(threads.begin(), threads.end(), thread) - threads.begin();
  return at == 0 ? "main thread" : "thread " + std::to_string(at);
}

[[noreturn]] void report_stall(bool proven, std::chrono::milliseconds limit) {
  if (const std::string report = take_sanitizer_report(); !report.empty()) {
    send_event({{"event", "sanitizer"}, {"test", current_test.load()}, {"report", report}});
  }
  nlohmann::json threads = nlohmann::json::array();
  const std::vector<pid_t> watched = watched_threads();
  for (const pid_t thread : watched) {
    const std::string name = name_of_thread(thread, watched);
    const pid_t owner = holder(take_sample(thread), watched);
    if (!events_are_open()) std::cerr << name << ":\n";
    threads.push_back({{"name", name}, {"stack", stack_of(thread)}});
    if (owner != 0) threads.back()["held_by"] = name_of_thread(owner, watched);
  }
  nlohmann::json event = {{"event", "stall"},
                          {"test", current_test.load()},
                          {"proven", proven},
                          {"processor_time", processor_time_used() > limit},
                          {"threads", threads}};
  // Only when nothing moves: else the answer's threads might hold the rendezvous' lock.
  const Rendezvous::Stuck stuck = proven ? Rendezvous::stuck() : Rendezvous::Stuck{};
  if (stuck.inside > 0) {
    event["rendezvous"] = {{"inside", stuck.inside}, {"parties", stuck.parties}};
  }
  send_event(event);
  if (!events_are_open()) {
    std::cerr << current_test.load() << ": "
              << (proven ? "every thread waits for ever" : "still running at the time limit");
    if (stuck.inside > 0) {
      std::cerr << "; " << stuck.inside << " of " << stuck.parties << " calls are inside at once";
    }
    std::cerr << '\n';
  }
  _exit(1);
}

bool has_hung(std::chrono::milliseconds limit) {
  const Clock::time_point began{Clock::duration(test_began.load())};
  return processor_time_used() > limit || Clock::now() - began > 3 * limit;
}

void watch(std::chrono::milliseconds limit) {
  std::vector<Sample> previous;
  while (true) {
    std::this_thread::sleep_for(kSamplePeriod);
    std::vector<Sample> now = sample_if_all_wait();
    if (!now.empty() && now == previous) report_stall(true, limit);
    previous = std::move(now);
    if (has_hung(limit)) report_stall(false, limit);
  }
}

}  // namespace

void start_watch(std::chrono::milliseconds limit) {
  struct sigaction action = {};
  action.sa_handler = print_own_stack;
  action.sa_flags = SA_RESTART;
  __sigaction(SIGURG, &action, nullptr);

  watch_test("");
  // Sanitizers start a thread of their own beside the first one that a program starts.
  std::thread([limit] {
    our_threads_known.wait(false);
    watch(limit);
  }).detach();
  for (const pid_t thread : live_threads()) {
    if (thread != getpid()) our_threads.insert(thread);
  }
  our_threads_known = true;
  our_threads_known.notify_one();
}

void watch_test(const char* name) {
  current_test = name;
  test_began = Clock::now().time_since_epoch().count();
  processor_time_at_begin = processor_time().count();
}

int count_other_threads() { return static_cast<int>(watched_threads().size()) - 1; }

}  // namespace interleave
