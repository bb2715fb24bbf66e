// Runs schedules, in batches, in forked children: a fault ends the child and not the test program.

#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "explorer/arena.hpp"
#include "explorer/exploration.hpp"
#include "explorer/happens_before.hpp"
#include "explorer/hooks.hpp"
#include "explorer/isolation.hpp"
#include "explorer/raw.hpp"
#include "explorer/report.hpp"
#include "explorer/runtime.hpp"
#include "explorer/scheduler.hpp"
#include "explorer/strategies.hpp"
#include "explorer/threads.hpp"

namespace interleave {
namespace explorer {
namespace {

constexpr std::uint64_t kMostSteps = 1'000'000;
constexpr std::uint64_t kMostStepsOfSearch = 5'000;  // in an exhaustive search, and at most
constexpr std::uint64_t kCutFactor = 10;             // times as many as in its first schedule
constexpr std::uint64_t kLeastCut = 100;             // and these
// Schedules tried for each number of preemptions to show a failure by: so many, or as many as make
// so many steps. With 64 threads each takes milliseconds, of the time that the test may take.
constexpr std::uint64_t kMinimizing = 3'000;
constexpr std::uint64_t kMinimizingSteps = 100'000;
constexpr int kMostPreemptions = 2;
// Before the choices of a schedule: with weak memory; without spurious wake-ups.
constexpr char kWeak = '^';
constexpr char kNotSpurious = '.';
// Accesses to memory in all schedules of an exploration; some seconds.
constexpr std::uint64_t kMostWork = 100'000'000;

struct DriverState {
  const std::function<void()>* body = nullptr;
  bool (*has_failed)() = nullptr;
  Standstill (*standstill)() = nullptr;
  pid_t process = 0;
  // Of the child, for its watch.
  std::uint64_t last_index = 0;
  std::uint64_t last_steps = 0;
  std::size_t last_memory = 0;
  std::int64_t last_processor_time = -1;
  int idle_ticks = 0;
};
INTERLEAVE_STATE DriverState driver;

/// False if the machine does not give the address space.
bool prepare() {
  // What was shared with the children of another process is not to be shared with that process.
  if (runtime != nullptr && driver.process == getpid()) return true;
  if (!prepare_arena()) return false;
  auto* made = runtime == nullptr ? map_zeroed<Runtime>() : runtime;
  auto* shared = map_zeroed<Shared>(MAP_SHARED);
  if (made == nullptr || shared == nullptr) return false;
  driver.process = getpid();
  runtime = new (made) Runtime;
  runtime->shared = shared;
  prepare_fibers();
  return true;
}

// --- In the child.

void run_body() noexcept {
  try {
    (*driver.body)();
  } catch (const std::exception& error) {
    end_schedule(Outcome::kCrash, "an exception leaves the body: %s", error.what());
  } catch (...) {
    end_schedule(Outcome::kCrash, "an exception that is no std::exception leaves the body");
  }
  run_destructors_of_body();
  end_body();
  if (driver.has_failed != nullptr) {
    runtime->active = false;
    const bool failed = driver.has_failed();
    if (failed) end_schedule(Outcome::kWrongResult, "an assertion failed");
  }
  end_schedule(Outcome::kPassed);
}

void run_schedule() {
  Runtime& r = *runtime;
  reset_arena();
  restore_variables();
  ++r.generation;
  r.now = 0;
  r.idle_step = 0;
  r.changes = 1;
  r.steps = 0;
  r.work = 0;
  r.clock_reads = 0;
  r.body_ended = false;
  r.freed = false;
  r.fence_clock.at.fill(0);
  r.fence_order = 0;
  r.tracing = r.search.tracing;
  r.shared->outcome = Outcome::kNone;  // what a body says that ends the process behind our back
  begin_choices();
  begin_body(run_body);
  r.active = true;
  switch_fiber(r.driver, r.threads[0].fiber);
  r.shared->work += r.work;
  r.shared->longest = std::max(r.shared->longest, r.steps);
}

[[noreturn]] void on_terminate() {
  if (!controlled()) std::abort();
  if (const std::exception_ptr exception = std::current_exception()) {
    try {
      std::rethrow_exception(exception);
    } catch (const std::exception& error) {
      end_schedule(Outcome::kCrash, "std::terminate: uncaught exception: %s", error.what());
    } catch (...) {
      end_schedule(Outcome::kCrash, "std::terminate: uncaught exception");
    }
  }
  end_schedule(Outcome::kCrash,
               "std::terminate: no exception in flight (a std::thread that is neither joined nor "
               "detached is destroyed or assigned to)");
}

void on_fatal_signal(int signal, siginfo_t* info, void* /*context*/) {
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  switch (signal) {
    case SIGABRT:
      end_schedule(Outcome::kCrash, "abort was called, or an assertion of a library failed");
    case SIGFPE:
      end_schedule(Outcome::kCrash, "an integer was divided by zero");
    default:
      break;
  }
  const int slot = runtime->current == nullptr ? 0 : runtime->current->slot;
  constexpr std::uintptr_t kGuard = 1 << 16;
  const bool overflow = address + kStackBytes - stack_end(slot) < kGuard;
  end_schedule(Outcome::kCrash, "%s",
               overflow ? "the stack is full: a function calls itself without end"
                        : "a pointer that points nowhere was followed");
}

std::int64_t processor_time() {
  timespec used{};
  raw_syscall(SYS_clock_gettime, CLOCK_PROCESS_CPUTIME_ID, reinterpret_cast<long>(&used));
  return used.tv_sec * 1'000'000'000LL + used.tv_nsec;
}

/// Once a second of the clock: has the schedule come on, or used the processor?
void on_tick(int /*signal*/) {
  constexpr std::int64_t kBusy = 1'000'000;
  constexpr int kPatience = 5;
  Runtime& r = *runtime;
  const std::int64_t used = processor_time();
  const bool same = driver.last_index == r.generation && driver.last_steps == r.steps;
  const bool idle = driver.last_processor_time >= 0 && used - driver.last_processor_time < kBusy;
  driver.idle_ticks = same && idle ? driver.idle_ticks + 1 : 0;
  driver.last_processor_time = used;
  if (driver.idle_ticks >= kPatience && r.active) {
    end_schedule(Outcome::kUnsupported, "it waits in a call that the explorer cannot control");
  }
}

/// Once every three seconds of processor time: has the schedule taken a step, or more memory? The
/// latter ends on its own, but not soon where the system is slow to give it.
void on_processor_tick(int /*signal*/) {
  Runtime& r = *runtime;
  const std::size_t memory = arena_used();
  if (r.active && driver.last_index == r.generation && driver.last_steps == r.steps &&
      driver.last_memory == memory) {
    end_schedule(Outcome::kHang, "runs on");
  }
  driver.last_memory = memory;
  driver.last_index = r.generation;
  driver.last_steps = r.steps;
}

void handle(int signal, void (*handler)(int), void (*fatal)(int, siginfo_t*, void*)) {
  struct sigaction action = {};
  action.sa_flags = SA_ONSTACK | SA_RESTART;
  if (fatal != nullptr) {
    action.sa_flags |= SA_SIGINFO | SA_NODEFER;
    action.sa_sigaction = fatal;
  } else {
    action.sa_handler = handler;
  }
  sigaction(signal, &action, nullptr);
}

void watch_over_child() {
  // Not among the program's variables, which are compared after every schedule.
  using SignalStack = std::array<char, std::size_t{64} << 10>;
  stack_t alternative{};
  alternative.ss_sp = map_zeroed<SignalStack>();
  alternative.ss_size = sizeof(SignalStack);
  sigaltstack(&alternative, nullptr);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
    handle(signal, nullptr, on_fatal_signal);
  }
  handle(SIGALRM, on_tick, nullptr);
  handle(SIGPROF, on_processor_tick, nullptr);
  const itimerval second{{1, 0}, {1, 0}};
  const itimerval three_seconds{{3, 0}, {3, 0}};
  if (!runtime->search.holds) {  // in a debugger a person takes as long as it takes
    setitimer(ITIMER_REAL, &second, nullptr);
    setitimer(ITIMER_PROF, &three_seconds, nullptr);
  }
  std::set_terminate(on_terminate);
}

/// What a body prints is for replays only; and no buffer of stdio may lie in the arena.
void silence() {
  std::fflush(stdout);
  std::setvbuf(stdout, map_zeroed<char>(MAP_PRIVATE, BUFSIZ), _IOFBF, BUFSIZ);
  if (std::FILE* nowhere = std::fopen("/dev/null", "w")) {
    dup2(fileno(nowhere), STDOUT_FILENO);
    dup2(fileno(nowhere), STDERR_FILENO);
  }
}

/// Runs up to `most` schedules, or one; leaves counters and outcome in shared memory.
void run_batch(std::uint64_t most) {
  Runtime& r = *runtime;
  Shared& shared = *r.shared;
  const bool depth_first = is_depth_first(r.search);
  // The C++ library counts references without atomics until a process has had a second thread: in
  // the first schedule, but not in the second. So there is one from the start.
  fresh_identity(1);
  // And the unwinder sets itself up at the first exception.
  try {
    throw 0;
  } catch (int) {
  }
  remember_variables();
  const std::uint64_t most_steps = r.search.most_steps;
  for (std::uint64_t run = 0; run < most; ++run) {
    if (depth_first && shared.first_length > 0) {
      // Threads that are polite to each other may go on for ever; an exhaustive search must not.
      r.search.most_steps = std::min(most_steps, kLeastCut + kCutFactor * shared.first_length);
    }
    run_schedule();
    if (shared.first_length == 0) shared.first_length = r.steps;
    switch (shared.outcome) {
      case Outcome::kPruned:
        ++shared.pruned;
        break;
      case Outcome::kCut:
        ++shared.cut;
        break;
      default:
        ++shared.completed;
        break;
    }
    ++shared.index;
    if (depth_first) {
      if (!backtrack()) {
        shared.search_ended = true;
        return;
      }
    } else if (r.search.phase == Phase::kReplay) {
      return;
    }
    if (shared.writes_outside || shared.work > kMostWork) return;
  }
}

// --- In the parent.

struct Found {
  Outcome outcome = Outcome::kPassed;
  std::uint64_t completed = 0;
  std::uint64_t pruned = 0;
  bool ended = false;  ///< depth-first: nothing is left
  bool cut = false;
};

void forget(Shared& shared) {
  shared.completed = shared.pruned = shared.cut = shared.longest = 0;
  shared.index = 0;
  shared.waited_in_loops = shared.writes_outside = shared.search_ended = false;
  shared.prefix = shared.length = 0;
  shared.first_length = 0;
  shared.event_count = shared.frame_count = 0;
  shared.inside = shared.parties = 0;
  shared.blocked_count = 0;
  shared.address = 0;
}

bool is_failure(Outcome outcome) {
  return outcome != Outcome::kPassed && outcome != Outcome::kPruned && outcome != Outcome::kCut &&
         outcome != Outcome::kDiverged;
}

void run_child(std::uint64_t most) {
  Shared& shared = *runtime->shared;
  shared.outcome = Outcome::kNone;
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    watch_over_child();
    if (!runtime->search.holds) silence();
    run_batch(most);
    raw_syscall(SYS_exit_group, 0);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (shared.outcome == Outcome::kNone || WIFSIGNALED(status)) {
    shared.outcome = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL ? Outcome::kUnsupported
                                                                        : Outcome::kCrash;
    std::snprintf(shared.detail.data(), shared.detail.size(), "the process ended with status %#x",
                  static_cast<unsigned>(status));
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ) {
      shared.outcome = Outcome::kResourceLimit;
      std::snprintf(shared.detail.data(), shared.detail.size(),
                    "wrote a larger file than any test asks for");
    }
  }
}

/// Runs `search` until something fails, nothing is left, or `most` schedules have been run.
Found run_search(const Search& search, std::uint64_t most) {
  Runtime& r = *runtime;
  Shared& shared = *r.shared;
  const std::uint64_t longest = shared.longest;
  const bool waited = shared.waited_in_loops;
  forget(shared);
  shared.longest = longest;
  shared.waited_in_loops = waited;
  r.search = search;
  while (shared.index < most && !shared.search_ended && shared.work < kMostWork) {
    // A body that changes what outlives a schedule gets a process for each.
    run_child(shared.writes_outside ? 1 : most - shared.index);
    if (shared.outcome != Outcome::kPassed && shared.outcome != Outcome::kPruned &&
        shared.outcome != Outcome::kCut) {
      break;
    }
  }
  return {shared.outcome, shared.completed, shared.pruned, shared.search_ended, shared.cut > 0};
}

int count_preemptions(const Shared& shared) {
  return static_cast<int>(std::count_if(
      shared.trail.begin(), shared.trail.begin() + shared.length, [](const Choice& choice) {
        return choice.kind == ChoiceKind::kThread && choice.preempts && choice.taken != 0;
      }));
}

/// What a failed schedule has left in shared memory, while others are run.
struct Failure {
  Outcome outcome;
  int thread;
  std::array<char, 4096> detail;
  std::array<char, 512> file;
  int line;
  std::uintptr_t address;
  Access first;
  Access second;
  int inside;
  int parties;
};

Failure keep_failure(const Shared& shared) {
  return {shared.outcome, shared.thread, shared.detail, shared.file,   shared.line,
          shared.address, shared.first,  shared.second, shared.inside, shared.parties};
}

void put_back(const Failure& failure, Shared& shared) {
  shared.outcome = failure.outcome;
  shared.thread = failure.thread;
  shared.detail = failure.detail;
  shared.file = failure.file;
  shared.line = failure.line;
  shared.address = failure.address;
  shared.first = failure.first;
  shared.second = failure.second;
  shared.inside = failure.inside;
  shared.parties = failure.parties;
}

/// Looks for a failure of the same kind that is easier to read: without spurious wake-ups if
/// possible, and with the fewest preemptions. Leaves its trail, and returns the search that it is
/// of.
Search minimize(const Search& search) {
  Shared& shared = *runtime->shared;
  const Failure failure = keep_failure(shared);
  const std::vector<Choice> found(shared.trail.begin(), shared.trail.begin() + shared.length);
  const int known = count_preemptions(shared);
  Search smaller = search;
  smaller.phase = Phase::kBounded;
  smaller.most_steps = kMostStepsOfSearch;
  const std::uint64_t steps = std::clamp<std::uint64_t>(shared.longest, 1, kMostStepsOfSearch);
  const std::uint64_t most = std::min(kMinimizing, kMinimizingSteps / steps);
  for (const bool spurious : {false, true}) {
    smaller.spurious = spurious;
    for (int bound = 0; bound <= std::min(kMostPreemptions, known); ++bound) {
      smaller.preemptions = bound;
      if (run_search(smaller, most).outcome == failure.outcome) return smaller;
    }
    if (!shared.spurious_possible) break;
  }
  put_back(failure, shared);
  std::copy(found.begin(), found.end(), shared.trail.begin());
  shared.prefix = shared.length = static_cast<std::uint32_t>(found.size());
  return search;
}

/// The choices on the trail, and what they were made under.
std::string token_of(const Search& search) {
  std::string token;
  if (search.weak_memory) token += kWeak;
  if (!search.spurious) token += kNotSpurious;
  return token + encode_choices(*runtime->shared);
}

/// Runs the schedule on the trail once more and keeps what happens.
void replay(Search search) {
  Shared& shared = *runtime->shared;
  const std::uintptr_t address = shared.address;
  const std::uint32_t length = std::max(shared.length, shared.prefix);
  forget(shared);
  shared.prefix = length;
  search.phase = Phase::kReplay;
  search.tracing = true;
  search.most_steps = kMostSteps;
  runtime->search = search;
  watch_memory(address);
  if (search.holds) {
    watch_over_child();
    run_batch(1);
    return;
  }
  run_child(1);
}

/// The same for a schedule that has failed. If it cannot be shown again, it has failed all the
/// same.
void replay_as_found(const Search& search) {
  Shared& shared = *runtime->shared;
  const Failure failure = keep_failure(shared);
  replay(search);
  if (shared.outcome == failure.outcome) return;
  put_back(failure, shared);
  shared.event_count = 0;
  shared.blocked_count = 0;
}

Exploration replay_token(const std::string& token, Search search) {
  Exploration result;
  Shared& shared = *runtime->shared;
  forget(shared);
  std::string choices = token;
  search.weak_memory = choices.starts_with(kWeak);
  if (search.weak_memory) choices.erase(0, 1);
  search.spurious = !choices.starts_with(kNotSpurious);
  if (!search.spurious) choices.erase(0, 1);
  if (!decode_choices(choices, shared)) {
    result.fault = "unsupported";
    result.sentence = "\"" + token + "\" is not a schedule";
    return result;
  }
  shared.length = shared.prefix;
  replay(search);
  if (shared.address != 0) {  // a second time, with the accesses to what was raced for
    decode_choices(choices, shared);
    replay(search);
  }
  result.schedules = 1;
  describe(shared, result);
  return result;
}

Exploration explore_all(const ExploreOptions& options, std::uint64_t seed) {
  Exploration result;
  Search base;
  base.exact_time = options.exact_time;
  base.seed = seed;
  base.most_steps = kMostSteps;

  struct Stage {
    Phase phase;
    bool weak;
    std::uint64_t most;
  };
  const std::uint64_t all = options.schedules;
  const bool weak = options.weak_memory;
  std::vector<Stage> stages;
  switch (options.strategy) {
    case Strategy::kAll:
      stages.push_back({Phase::kExhaustive, false, std::max(1UL, weak ? all / 4 : all / 2)});
      stages.push_back({Phase::kBounded, weak, weak ? all / 4 : all / 6});
      stages.push_back({Phase::kRandom, weak, weak ? all / 4 : all / 6});
      stages.push_back({Phase::kPct, weak, weak ? all / 4 : all / 6});
      break;
    case Strategy::kExhaustive:
      stages.push_back({Phase::kExhaustive, false, all});
      break;
    case Strategy::kBounded:
      stages.push_back({Phase::kBounded, weak, all});
      break;
    case Strategy::kRandom:
      stages.push_back({Phase::kRandom, weak, all});
      break;
    case Strategy::kPct:
      stages.push_back({Phase::kPct, weak, all});
      break;
  }
  Shared& shared = *runtime->shared;
  shared.longest = 0;
  shared.waited_in_loops = false;
  shared.spurious_possible = false;
  shared.work = 0;
  std::uint64_t expected_steps = 0;
  for (const Stage& stage : stages) {
    if (stage.most == 0 || (result.complete && !stage.weak)) continue;
    Search search = base;
    search.phase = stage.phase;
    search.weak_memory = stage.weak;
    search.preemptions = kMostPreemptions;
    result.seeded = result.seeded || !is_depth_first(search);
    if (is_depth_first(search)) search.most_steps = kMostStepsOfSearch;
    search.expected_steps = std::max<std::uint64_t>(expected_steps, 20);
    const Found found = run_search(search, stage.most);
    result.diverged = result.diverged || found.outcome == Outcome::kDiverged;
    if (expected_steps == 0) expected_steps = std::min<std::uint64_t>(shared.longest, 10'000);
    if (stage.phase == Phase::kExhaustive && found.ended && !found.cut) result.complete = true;
    result.schedules += found.completed;
    result.pruned += found.pruned;
    if (!is_failure(found.outcome)) continue;
    result.complete = false;
    result.first_failure = ++result.schedules;
    if (found.outcome != Outcome::kUnsupported && found.outcome != Outcome::kHang) {
      search = minimize(search);
    }
    result.preemptions = count_preemptions(shared);
    result.replay = token_of(search);
    // A limit that was reached is told as it was reached: the way there need not be the same again.
    // Nor does anybody want to wait for what does not end once more.
    if (found.outcome != Outcome::kUnsupported && found.outcome != Outcome::kHang) {
      replay_as_found(search);
    }
    describe(shared, result);
    return result;
  }
  describe_search(shared, options, result);
  return result;
}

}  // namespace
}  // namespace explorer

using namespace explorer;  // NOLINT(google-build-using-namespace)

Exploration run_exploration(const std::function<void()>& body, const ExploreOptions& options) {
  if (!prepare()) {
    Exploration result;
    result.fault = "unsupported";
    result.sentence = "the machine does not give the explorer the address space that it needs";
    return result;
  }
  driver.body = &body;
  const char* seed = std::getenv("INTERLEAVE_SEED");
  if (const char* token = std::getenv("INTERLEAVE_REPLAY")) {
    Search search;
    search.exact_time = options.exact_time;
    search.holds = std::getenv("INTERLEAVE_HOLD") != nullptr;
    return replay_token(token, search);
  }
  return explore_all(options, seed == nullptr ? options.seed : std::strtoull(seed, nullptr, 10));
}

bool is_in_schedule() { return controlled(); }

void fail_schedule(const std::string& message, const char* file, int line) {
  if (!controlled()) {
    std::fprintf(stderr, "%s:%d: %s\n", file == nullptr ? "?" : file, line, message.c_str());
    std::abort();
  }
  runtime->active = false;
  Shared& shared = *runtime->shared;
  std::snprintf(shared.file.data(), shared.file.size(), "%s", file == nullptr ? "" : file);
  shared.line = line;
  end_schedule(Outcome::kWrongResult, "%s", message.c_str());
}

std::chrono::nanoseconds virtual_now() {
  if (!controlled()) return std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::nanoseconds(
      read_clock(reinterpret_cast<std::uintptr_t>(__builtin_return_address(0))));
}

bool time_is_virtual() { return controlled() && runtime->search.exact_time; }

void set_failure_predicate(bool (*has_failed)()) { driver.has_failed = has_failed; }
bool has_already_failed() { return driver.has_failed != nullptr && driver.has_failed(); }
void set_standstill_hook(Standstill (*describe)()) { driver.standstill = describe; }
Standstill describe_standstill() {
  return driver.standstill == nullptr ? Standstill{} : driver.standstill();
}

}  // namespace interleave
