// sandbox_init TASKS PROGRAM [ARGUMENT]...
//
// The first process of a sandbox: limits how many processes and threads there may be (of an
// ordinary user; for root a control group does), starts the program, waits for it, ends whatever
// that has left behind, and tells how it ended on kReportDescriptor (process/launch.hpp).
//
// As the first of its namespace of processes it adopts orphans, and no process there can signal
// it; when it ends, the kernel kills all that are left. Here is no C++ library to start: it runs
// several times for each verdict.

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace {

constexpr int kReportDescriptor = 4;

/// Processes beside this one. Those that have ended are no longer there: `reap` has been called.
int count_others() {
  int found = 0;
  DIR* processes = opendir("/proc");
  if (processes == nullptr) return 0;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): there is one thread
  while (const dirent* entry = readdir(processes)) {
    if (atoi(entry->d_name) > 1) ++found;
  }
  closedir(processes);
  return found;
}

void reap() {
  while (waitpid(-1, nullptr, WNOHANG) > 0) {
  }
}

}  // namespace

int main(int /*argc*/, char** argv) {
  // The program must neither write the report nor look into this process.
  if (fcntl(kReportDescriptor, F_SETFD, FD_CLOEXEC) != 0) return EXIT_FAILURE;
  prctl(PR_SET_DUMPABLE, 0);
  const pid_t program = fork();
  if (program == 0) {
    const auto tasks = static_cast<rlim_t>(atoi(argv[1]));
    const rlimit limit{tasks, tasks};
    setrlimit(RLIMIT_NPROC, &limit);
    execvp(argv[2], argv + 2);
    dprintf(kReportDescriptor, "not started %d\n", errno);
    _exit(EXIT_FAILURE);
  }
  int status = 0;
  for (pid_t ended = 0; ended != program;) {
    ended = wait(&status);
    if (ended < 0 && errno != EINTR) return EXIT_FAILURE;
  }
  reap();
  const int left = count_others();
  if (WIFSIGNALED(status)) {
    dprintf(kReportDescriptor, "signalled %d, left %d\n", WTERMSIG(status), left);
  } else {
    dprintf(kReportDescriptor, "exited %d, left %d\n", WEXITSTATUS(status), left);
  }
  return EXIT_SUCCESS;
}
