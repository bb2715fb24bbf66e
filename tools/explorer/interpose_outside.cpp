// Calls that leave what the explorer controls: a body that makes one is said to be unsupported, and
// its test runs natively.

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <threads.h>
#include <unistd.h>

#include <cstdint>

#include "explorer/raw.hpp"
#include "explorer/real.hpp"
#include "explorer/runtime.hpp"
#include "explorer/scheduler.hpp"

namespace {

using namespace interleave::explorer;  // NOLINT(google-build-using-namespace)

[[noreturn]] void leave(const char* function) {
  end_schedule(Outcome::kUnsupported, "it calls %s, which the explorer cannot control", function);
}

}  // namespace

// Each takes its arguments as they are: the real one is called with them outside of a schedule.
// NOLINTBEGIN(bugprone-macro-parentheses, bugprone-reserved-identifier)
#define INTERLEAVE_OUTSIDE(result, name, parameters, arguments) \
  result name parameters {                                      \
    if (controlled()) leave(#name);                             \
    return INTERLEAVE_REAL(name) arguments;                     \
  }

extern "C" {

INTERLEAVE_OUTSIDE(int, poll, (pollfd * fds, nfds_t count, int timeout), (fds, count, timeout))
INTERLEAVE_OUTSIDE(int, ppoll,
                   (pollfd * fds, nfds_t count, const timespec* timeout, const sigset_t* mask),
                   (fds, count, timeout, mask))
INTERLEAVE_OUTSIDE(int, select,
                   (int count, fd_set* in, fd_set* out, fd_set* except, timeval* timeout),
                   (count, in, out, except, timeout))
INTERLEAVE_OUTSIDE(int, epoll_wait, (int fd, epoll_event* events, int most, int timeout),
                   (fd, events, most, timeout))
INTERLEAVE_OUTSIDE(int, accept, (int fd, sockaddr* address, socklen_t* size), (fd, address, size))
INTERLEAVE_OUTSIDE(int, connect, (int fd, const sockaddr* address, socklen_t size),
                   (fd, address, size))
INTERLEAVE_OUTSIDE(ssize_t, recv, (int fd, void* data, size_t size, int flags),
                   (fd, data, size, flags))
INTERLEAVE_OUTSIDE(pid_t, wait, (int* status), (status))
INTERLEAVE_OUTSIDE(pid_t, waitpid, (pid_t child, int* status, int options),
                   (child, status, options))
INTERLEAVE_OUTSIDE(int, pause, (), ())
INTERLEAVE_OUTSIDE(int, sigwait, (const sigset_t* set, int* signal), (set, signal))
INTERLEAVE_OUTSIDE(int, system, (const char* command), (command))
INTERLEAVE_OUTSIDE(int, posix_spawn,
                   (pid_t * child, const char* path, const posix_spawn_file_actions_t* actions,
                    const posix_spawnattr_t* attributes, char* const arguments[],
                    char* const environment[]),
                   (child, path, actions, attributes, arguments, environment))
INTERLEAVE_OUTSIDE(int, posix_spawnp,
                   (pid_t * child, const char* path, const posix_spawn_file_actions_t* actions,
                    const posix_spawnattr_t* attributes, char* const arguments[],
                    char* const environment[]),
                   (child, path, actions, attributes, arguments, environment))
INTERLEAVE_OUTSIDE(int, pthread_kill, (pthread_t thread, int signal) noexcept, (thread, signal))
INTERLEAVE_OUTSIDE(int, pthread_tryjoin_np, (pthread_t thread, void** result) noexcept,
                   (thread, result))
INTERLEAVE_OUTSIDE(int, pthread_timedjoin_np,
                   (pthread_t thread, void** result, const timespec* until),
                   (thread, result, until))
INTERLEAVE_OUTSIDE(int, pthread_clockjoin_np,
                   (pthread_t thread, void** result, clockid_t clock, const timespec* until),
                   (thread, result, clock, until))
INTERLEAVE_OUTSIDE(int, thrd_create, (thrd_t * thread, thrd_start_t function, void* argument),
                   (thread, function, argument))
INTERLEAVE_OUTSIDE(int, pthread_cancel, (pthread_t thread), (thread))

pid_t fork() noexcept {
  if (controlled()) leave("fork");
  return INTERLEAVE_REAL(fork)();
}

void pthread_exit(void* result) {
  if (controlled()) leave("pthread_exit");
  INTERLEAVE_REAL(pthread_exit)(result);
  __builtin_unreachable();
}

// Reading what is there is a plain call; only waiting for it is out of reach.
ssize_t read(int fd, void* data, size_t size) {
  if (controlled()) {
    pollfd one{fd, POLLIN, 0};
    constexpr int kPoll = 7;  // SYS_poll
    if (raw_syscall(kPoll, reinterpret_cast<long>(&one), 1, 0) == 0)
      leave("read, which would wait");
  }
  return INTERLEAVE_REAL(read)(fd, data, size);
}

// OpenMP's threads wait in ways of their own.
// NOLINTNEXTLINE(readability-identifier-naming)
void GOMP_parallel(void (*function)(void*), void* data, unsigned threads, unsigned flags) {
  if (controlled()) leave("GOMP_parallel (OpenMP)");
  using Parallel = void (*)(void (*)(void*), void*, unsigned, unsigned);
  static auto real = reinterpret_cast<Parallel>(dlsym(RTLD_NEXT, "GOMP_parallel"));
  real(function, data, threads, flags);
}

#define INTERLEAVE_ENDING(name, specifier)                                                         \
  void name(int status) specifier {                                                                \
    if (controlled()) {                                                                            \
      end_schedule(Outcome::kEndedEarly, "calls " #name "(%d) before the test has ended", status); \
    }                                                                                              \
    INTERLEAVE_REAL(name)(status);                                                                 \
    __builtin_unreachable();                                                                       \
  }
INTERLEAVE_ENDING(exit, noexcept)
INTERLEAVE_ENDING(_exit, )
INTERLEAVE_ENDING(_Exit, noexcept)
INTERLEAVE_ENDING(quick_exit, noexcept)

}  // extern "C"
// NOLINTEND(bugprone-macro-parentheses, bugprone-reserved-identifier)
