// Runs the faulty body of one corpus program many times, as it happens to be scheduled, and counts
// how often that shows: without sanitizer, or with ThreadSanitizer, as this is linked.
//
//   PROGRAM NAME RUNS SECONDS      prints: failed runs of which-hung milliseconds
//
// Each run is a forked process, which costs a millisecond and may do with itself what it likes. One
// that has not ended after a second has failed. After 20 of those, or SECONDS in all, there are no
// more runs.

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "programs/program.hpp"

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{1};
constexpr int kMostHangs = 20;

enum class End { kPassed, kFailed, kHung };

[[noreturn]] void run_once(const interleave::Program& program) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // who interrupts the measurement leaves nothing behind
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  program.buggy();
  std::exit(0);  // not _exit: ThreadSanitizer still has something to say
}

End run(const interleave::Program& program, const sigset_t& child_ended) {
  const pid_t child = fork();
  if (child == 0) run_once(program);
  const Clock::time_point end = Clock::now() + kPatience;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(end - Clock::now());
    if (left.count() <= 0) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      return End::kHung;
    }
    const timespec patience{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
    sigtimedwait(&child_ended, nullptr, &patience);
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? End::kPassed : End::kFailed;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: %s NAME RUNS SECONDS\n", argv[0]);
    return 2;
  }
  const std::string name = argv[1];
  const int most = std::atoi(argv[2]);
  const Clock::time_point begin = Clock::now();
  const Clock::time_point end = begin + std::chrono::seconds(std::atoi(argv[3]));
  sigset_t child_ended;
  sigemptyset(&child_ended);
  sigaddset(&child_ended, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child_ended, nullptr);  // a signal that waits to be looked at
  for (const interleave::Program* program : interleave::programs()) {
    if (program->name != name) continue;
    int runs = 0;
    int failed = 0;
    int hung = 0;
    while (runs < most && hung < kMostHangs && Clock::now() < end) {
      ++runs;
      const End ended = run(*program, child_ended);
      failed += ended == End::kPassed ? 0 : 1;
      hung += ended == End::kHung ? 1 : 0;
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    std::printf("%d %d %d %lld\n", failed, runs, hung, static_cast<long long>(took.count()));
    return 0;
  }
  std::fprintf(stderr, "no program is called %s\n", name.c_str());
  return 2;
}
