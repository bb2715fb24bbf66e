// Schedules per second of the explorer, beside two yardsticks in the same run: a loop of
// swapcontext, the least that a switch between fibers costs with the C library's means, and a baton
// that two threads pass by futex, the least that a switch costs in a design with real threads.
//
//   explorer_speed [ROUNDS]        default: 5

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "explorer/exploration.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using interleave::Strategy;

void two_threads() {
  std::mutex mutex;
  int sum = 0;
  const auto add = [&] {
    const std::scoped_lock lock(mutex);
    ++sum;
  };
  std::jthread first(add);
  std::jthread second(add);
}

template <int kSections>
void three_threads() {
  std::mutex mutex;
  int sum = 0;
  const auto add = [&] {
    for (int i = 0; i < kSections; ++i) {
      const std::scoped_lock lock(mutex);
      ++sum;
    }
  };
  std::jthread first(add);
  std::jthread second(add);
  std::jthread third(add);
}

void three_philosophers() {
  std::array<std::mutex, 3> forks;
  const auto dine = [&](std::size_t low, std::size_t high) {
    const std::scoped_lock first(forks.at(low));
    const std::scoped_lock second(forks.at(high));
  };
  std::jthread a([&] { dine(0, 1); });
  std::jthread b([&] { dine(1, 2); });
  std::jthread c([&] { dine(0, 2); });
}

struct Scenario {
  const char* name;
  void (*body)();
};
constexpr std::array<Scenario, 4> kScenarios{{
    {"2 threads, 1 mutex", two_threads},
    {"3 threads, 1 mutex", three_threads<1>},
    {"3 philosophers, ordered", three_philosophers},
    {"3 threads x 5 sections", three_threads<5>},
}};

void pin(int processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(processor), &set);
  sched_setaffinity(0, sizeof set, &set);
}

double seconds_of(const std::function<void()>& work) {
  const Clock::time_point begin = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// What one process has measured.
struct Rate {
  double per_second = 0;
  std::size_t schedules = 0;
  bool complete = false;
  bool failed = false;
};

Rate measure_here(const Scenario& scenario, Strategy strategy, std::uint64_t seed) {
  constexpr std::size_t kSchedules = 20'000;
  interleave::Exploration found;
  const double seconds = seconds_of([&] {
    found = interleave::run_exploration(
        scenario.body, {.schedules = kSchedules, .seed = seed, .strategy = strategy});
  });
  const std::size_t all = found.schedules + found.pruned;
  return {static_cast<double>(all) / seconds, all, found.complete, !found.fault.empty()};
}

/// Explores in `processes` processes at once, each on a processor of its own and, at random, with
/// schedules of its own. This process never explores: what its children explored in would be
/// shared.
Rate measure(const Scenario& scenario, Strategy strategy, std::uint64_t seed, int processes) {
  std::array<int, 2> pipe_ends{};
  if (pipe(pipe_ends.data()) != 0) std::exit(1);
  for (int i = 0; i < processes; ++i) {
    if (fork() != 0) continue;
    pin(i);
    const Rate rate = measure_here(scenario, strategy, 2 * seed + static_cast<std::uint64_t>(i));
    _exit(write(pipe_ends[1], &rate, sizeof rate) > 0 ? 0 : 1);
  }
  close(pipe_ends[1]);
  Rate sum;
  for (int i = 0; i < processes; ++i) {
    Rate rate;
    if (read(pipe_ends[0], &rate, sizeof rate) <= 0 || rate.failed) {
      std::fprintf(stderr, "%s: the exploration has failed\n", scenario.name);
      std::exit(1);
    }
    sum = {sum.per_second + rate.per_second, rate.schedules, rate.complete, false};
  }
  close(pipe_ends[0]);
  while (wait(nullptr) > 0) {
  }
  return sum;
}

ucontext_t main_context;
ucontext_t other_context;
constexpr int kSwitches = 400'000;

void bounce() {
  for (;;) swapcontext(&other_context, &main_context);
}

/// Switches per second.
double measure_contexts() {
  static std::array<char, 65536> stack;
  getcontext(&other_context);
  other_context.uc_stack.ss_sp = stack.data();
  other_context.uc_stack.ss_size = stack.size();
  makecontext(&other_context, bounce, 0);
  const double seconds = seconds_of([] {
    for (int i = 0; i < kSwitches / 2; ++i) swapcontext(&main_context, &other_context);
  });
  return kSwitches / seconds;
}

double measure_futex() {
  constexpr int kPasses = 40'000;
  alignas(64) std::atomic<int> turn{0};
  const auto play = [&](int me) {
    for (int i = 0; i < kPasses / 2; ++i) {
      while (turn.load() != me) {
        syscall(SYS_futex, &turn, FUTEX_WAIT_PRIVATE, 1 - me, nullptr, nullptr, 0);
      }
      turn.store(1 - me);
      syscall(SYS_futex, &turn, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    }
  };
  const double seconds = seconds_of([&] {
    std::thread other(play, 1);
    play(0);
    other.join();
  });
  return kPasses / seconds;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.at(values.size() / 2);
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 5;
  struct Row {
    const Scenario* scenario;
    Strategy strategy;
    std::vector<double> one;
    std::vector<double> two;
    Rate last;
  };
  std::vector<Row> rows;
  for (const Scenario& scenario : kScenarios) {
    rows.push_back({&scenario, Strategy::kRandom, {}, {}, {}});
    rows.push_back({&scenario, Strategy::kExhaustive, {}, {}, {}});
  }
  std::vector<double> contexts;
  std::vector<double> futexes;
  for (int round = 1; round <= rounds; ++round) {
    std::fprintf(stderr, "round %d of %d\n", round, rounds);
    pin(0);
    contexts.push_back(measure_contexts());
    futexes.push_back(measure_futex());
    for (Row& row : rows) {
      const auto seed = static_cast<std::uint64_t>(round);
      row.last = measure(*row.scenario, row.strategy, seed, 1);
      row.one.push_back(row.last.per_second);
      if (row.strategy == Strategy::kRandom) {
        row.two.push_back(measure(*row.scenario, row.strategy, seed, 2).per_second);
      }
    }
  }
  const double context = median(contexts);
  const double futex = median(futexes);
  std::printf("swapcontext, one processor: %.0f switches/s\n", context);
  std::printf("futex baton, one processor: %.0f switches/s\n\n", futex);
  std::printf("%-24s %-11s %12s %13s %13s %14s  %s\n", "scenario", "strategy", "1 process/s",
              "2 processes/s", "in contexts", "in futex turns", "schedules in an exploration");
  for (const Row& row : rows) {
    const double one = median(row.one);
    const std::string two =
        row.two.empty() ? "-" : std::to_string(static_cast<std::int64_t>(median(row.two)));
    std::printf("%-24s %-11s %12.0f %13s %13.1f %14.1f  %zu%s\n", row.scenario->name,
                row.two.empty() ? "exhaustive" : "random", one, two.c_str(), context / one,
                futex / one, row.last.schedules, row.last.complete ? ", all" : "");
  }
  std::printf(
      "\nin contexts, in futex turns: how many switches of the yardstick one schedule "
      "takes as long as\n");
}
