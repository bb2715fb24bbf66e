#include "support/watch.hpp"

#include <linux/futex.h>
#include <sanitizer/common_interface_defs.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
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
#include "support/process_table.hpp"
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
std::atomic<const char*> stall_means = "";
StallWitness stall_witness = nullptr;  // guarded by watch_mutex
// Of the running test, in nanoseconds.
std::atomic<std::int64_t> processor_time_at_begin = 0;
std::atomic<std::int64_t> processor_time_of_descendants = 0;  // that live
std::atomic<std::int64_t> idle_time = 0;
std::atomic<int> stacks_printed = 0;

/// The threads that run tests or the answer, the main thread first.
std::vector<pid_t> watched_threads() {
  std::vector<pid_t> found = threads_of(getpid());
  std::erase_if(found, [](pid_t thread) { return our_threads.contains(thread); });
  return found;
}

/// An alarm of ours that is set would wake somebody up.
bool has_timers() {
  itimerval alarm{};
  getitimer(ITIMER_REAL, &alarm);
  return timerisset(&alarm.it_value) || std::ifstream("/proc/self/timers").peek() != EOF;
}

bool has_children() {
  siginfo_t nobody{};
  return waitid(P_ALL, 0, &nobody, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/// What every watched thread does at one instant, and every thread of our descendants.
struct Look {
  std::vector<TaskSample> samples;  ///< if each of them waits for ever; otherwise empty
  bool idle = true;                 ///< nobody runs, or could if a processor were free
};

Look look() {
  Look found;
  bool for_ever = true;
  const auto add = [&](pid_t process, const std::vector<pid_t>& threads) {
    for (const pid_t thread : threads) {
      found.samples.push_back(sample_task(process, thread));
      found.idle = found.idle && found.samples.back().state != 'R';
      for_ever = for_ever && !waits_for_ever(found.samples.back()).empty();
    }
  };
  add(getpid(), watched_threads());
  if (found.idle && has_children()) {
    std::chrono::nanoseconds used{0};
    for (const ProcessStat& entry : descendants()) {
      used += entry.processor_time;
      // Its first thread may have ended before the others: its parent is told when all have.
      const std::vector<pid_t> threads = threads_of(entry.process);
      if (entry.state != 'Z' || threads.size() != 1) add(entry.process, threads);
    }
    processor_time_of_descendants = used.count();
  }
  if (!found.idle || !for_ever || has_timers()) found.samples.clear();
  return found;
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

/// What all threads of the process have used, and descendants that have been waited for.
std::chrono::nanoseconds processor_time() {
  timespec used = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  rusage children = {};
  getrusage(RUSAGE_CHILDREN, &children);
  const auto of = [](const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
  };
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec) +
         of(children.ru_utime) + of(children.ru_stime);
}

/// By the running test, so far.
std::chrono::nanoseconds processor_time_used() {
  return processor_time() + std::chrono::nanoseconds(processor_time_of_descendants.load()) -
         std::chrono::nanoseconds(processor_time_at_begin.load());
}

/// The thread that holds the mutex that `sample` waits for, or 0. A mutex of the C library holds
/// the number of its owner eight bytes behind the word that waiters sleep on; anything else that is
/// waited for does not hold the number of one of our threads there.
pid_t holder(const TaskSample& sample, const std::vector<pid_t>& threads) {
  if (sample.state != 'S' || sample.call[0] != SYS_futex) return 0;
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

[[noreturn]] void report_stall(bool proven, std::chrono::milliseconds limit,
                               const char* testimony = nullptr) {
  keep_turn();
  if (const std::string report = take_sanitizer_report(); !report.empty()) {
    send_event({{"event", "sanitizer"}, {"test", current_test.load()}, {"report", report}});
  }
  nlohmann::json threads = nlohmann::json::array();
  const std::vector<pid_t> watched = watched_threads();
  for (const pid_t thread : watched) {
    const std::string name = name_of_thread(thread, watched);
    const TaskSample sample = sample_task(getpid(), thread);
    const pid_t owner = holder(sample, watched);
    std::string waits = waits_for_ever(sample);
    if (testimony != nullptr) {
      waits = proven ? "for what does not come" : "for something, and looks again and again";
    }
    if (!events_are_open()) std::cerr << name << ":\n";
    threads.push_back({{"name", name}, {"waits", waits}, {"stack", stack_of(thread)}});
    if (owner != 0) threads.back()["held_by"] = name_of_thread(owner, watched);
  }
  nlohmann::json processes = nlohmann::json::array();
  for (const ProcessStat& entry : descendants()) {
    // A witness is no party, and may be a process of ours.
    if (entry.state == 'Z' || testimony != nullptr) continue;
    const std::string waits = waits_for_ever(sample_task(entry.process, entry.process));
    processes.push_back({{"name", name_of_process(entry.process)}, {"waits", waits}});
  }
  nlohmann::json event = {{"event", "stall"},   {"test", current_test.load()},
                          {"proven", proven},   {"processor_time", processor_time_used() > limit},
                          {"threads", threads}, {"processes", processes}};
  // Only when nothing moves: else the answer's threads might hold the rendezvous' lock.
  const Rendezvous::Stuck stuck = proven ? Rendezvous::stuck() : Rendezvous::Stuck{};
  if (stuck.inside > 0) {
    event["rendezvous"] = {{"inside", stuck.inside}, {"parties", stuck.parties}};
  }
  const std::string meaning = testimony != nullptr ? testimony : proven ? stall_means.load() : "";
  if (!meaning.empty()) event["meaning"] = meaning;
  if (!events_are_open()) {
    std::cerr << current_test.load() << ": " << meaning << (meaning.empty() ? "" : " ")
              << (proven ? "every thread waits for ever" : "still running at the time limit");
    for (const nlohmann::json& process : processes) {
      std::cerr << "; " << process.at("name").get<std::string>() << " waits "
                << process.at("waits").get<std::string>();
    }
    if (stuck.inside > 0) {
      std::cerr << "; " << stuck.inside << " of " << stuck.parties << " calls are inside at once";
    }
    std::cerr << '\n';
  }
  send_event(event);
  end_descendants();
  _exit(1);
}

bool has_hung(std::chrono::milliseconds limit) {
  return processor_time_used() > limit || std::chrono::nanoseconds(idle_time.load()) > 3 * limit;
}

void watch(std::chrono::milliseconds limit) {
  std::vector<TaskSample> previous;
  Clock::time_point looked = Clock::now();
  while (true) {
    std::this_thread::sleep_for(kSamplePeriod);
    Look now;
    Testimony testimony;
    {
      const std::scoped_lock lock(watch_mutex());
      now = look();
      if (stall_witness != nullptr) testimony = stall_witness();
    }
    if (testimony.meaning != nullptr) report_stall(testimony.is_proof, limit, testimony.meaning);
    if (!now.samples.empty() && now.samples == previous) report_stall(true, limit);
    previous = std::move(now.samples);
    // Much later than asked for: this thread got no processor, and the others may not have, either.
    const Clock::duration elapsed =
        std::min<Clock::duration>(Clock::now() - looked, 2 * kSamplePeriod);
    looked = Clock::now();
    if (now.idle) idle_time += std::chrono::nanoseconds(elapsed).count();
    if (has_hung(limit)) report_stall(false, limit);
  }
}

}  // namespace

void start_watch(std::chrono::milliseconds limit) {
  struct sigaction action = {};
  action.sa_handler = print_own_stack;
  action.sa_flags = SA_RESTART;
  __sigaction(SIGURG, &action, nullptr);

  note_inherited_descriptors();
  watch_test("");
  // Sanitizers start a thread of their own beside the first one that a program starts.
  std::thread([limit] {
    our_threads_known.wait(false);
    watch(limit);
  }).detach();
  for (const pid_t thread : threads_of(getpid())) {
    if (thread != getpid()) our_threads.insert(thread);
  }
  our_threads_known = true;
  our_threads_known.notify_one();
}

void watch_test(const char* name) {
  current_test = name;
  stall_means = "";
  processor_time_of_descendants = 0;
  processor_time_at_begin = processor_time().count();
  idle_time = 0;
}

void explain_stall(const char* finding) { stall_means = finding; }
const char* stall_meaning() { return stall_means; }

void set_stall_witness(StallWitness witness) {
  const std::scoped_lock lock(watch_mutex());
  stall_witness = witness;
}

std::mutex& watch_mutex() {
  static auto& mutex = *new std::mutex;  // the watch goes on while the program exits
  return mutex;
}

int count_other_threads() { return static_cast<int>(watched_threads().size()) - 1; }

}  // namespace interleave
