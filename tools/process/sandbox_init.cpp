// sandbox_init TASKS PROGRAM [ARGUMENT]...
//
// The first process of a sandbox: protects the devices, gives up its rights, limits how many
// processes and threads there may be (of an ordinary user; for root a control group does), starts
// the program, waits for it, ends whatever that has left behind, and tells how it ended on
// kReportDescriptor (process/launch.hpp). When nobody reads there any more, it ends the sandbox.
//
// As the first of its namespace of processes it adopts orphans, and no process there can signal
// it; when it ends, the kernel kills all that are left. Here is no C++ library to start: it runs
// several times for each verdict.

#include <dirent.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

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

/// Reaps all that have ended; true if `program` was among them, which ended with `status`.
bool reap(pid_t program, int& status) {
  bool found = false;
  int of_one = 0;
  for (pid_t ended = 0; (ended = waitpid(-1, &of_one, WNOHANG)) > 0;) {
    if (ended != program) continue;
    found = true;
    status = of_one;
  }
  return found;
}

/// Waits until `program` has ended, and tells how. False if nobody is there to be told: who started
/// us was killed.
bool wait_for(pid_t program, int signals, int& status) {
  for (;;) {
    // An end of a pipe that is written to is in error when nobody reads.
    std::array<pollfd, 2> watched{{{signals, POLLIN, 0}, {kReportDescriptor, 0, 0}}};
    if (poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return false;
    if (watched[1].revents != 0) return false;
    if (watched[0].revents == 0) continue;
    signalfd_siginfo signal{};
    if (read(signals, &signal, sizeof signal) < 0) return false;
    if (reap(program, status)) return true;
  }
}

/// The nodes in /dev are the machine's own. Where root runs us, an answer is their owner, and could
/// change who may use them. bubblewrap cannot mount a device so that it can be used, but not
/// changed.
bool protect_devices() {
  if (unshare(CLONE_NEWNS) != 0) return false;
  for (const char* device :
       {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"}) {
    struct statvfs mounted {};
    if (statvfs(device, &mounted) != 0) return false;
    unsigned long flags = MS_REMOUNT | MS_BIND | MS_RDONLY;  // NOLINT(google-runtime-int): mount's
    if ((mounted.f_flag & ST_NOSUID) != 0) flags |= MS_NOSUID;
    if ((mounted.f_flag & ST_NOEXEC) != 0) flags |= MS_NOEXEC;
    if ((mounted.f_flag & ST_NOATIME) != 0) flags |= MS_NOATIME;
    if ((mounted.f_flag & ST_RELATIME) != 0) flags |= MS_RELATIME;
    if (mount(nullptr, device, nullptr, flags, nullptr) != 0) return false;
  }
  return true;
}

/// bubblewrap leaves us what `protect_devices` needs, and this function itself.
bool give_up_rights() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  return prctl(PR_CAPBSET_DROP, CAP_SYS_ADMIN, 0, 0, 0) == 0 &&
         prctl(PR_CAPBSET_DROP, CAP_SETPCAP, 0, 0, 0) == 0 &&
         prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == 0 &&
         syscall(SYS_capset, &header, none.data()) == 0;
}

}  // namespace

int main(int /*argc*/, char** argv) {
  // The program must neither write the report nor look into this process.
  if (fcntl(kReportDescriptor, F_SETFD, FD_CLOEXEC) != 0) return EXIT_FAILURE;
  if (!protect_devices()) {  // whoever runs us: here one cannot tell that it is root
    perror("the devices of the machine cannot be protected");
    return EXIT_FAILURE;
  }
  if (!give_up_rights()) {
    perror("the rights in the sandbox cannot be given up");
    return EXIT_FAILURE;
  }
  prctl(PR_SET_DUMPABLE, 0);
  sigset_t of_children;
  sigset_t before;
  sigemptyset(&of_children);
  sigaddset(&of_children, SIGCHLD);
  sigprocmask(SIG_BLOCK, &of_children, &before);
  const int signals = signalfd(-1, &of_children, SFD_CLOEXEC);
  if (signals < 0) {
    perror("the program in the sandbox cannot be waited for");
    return EXIT_FAILURE;
  }
  const pid_t program = fork();
  if (program == 0) {
    sigprocmask(SIG_SETMASK, &before, nullptr);
    const auto tasks = static_cast<rlim_t>(atoi(argv[1]));
    const rlimit limit{tasks, tasks};
    setrlimit(RLIMIT_NPROC, &limit);
    execvp(argv[2], argv + 2);
    dprintf(kReportDescriptor, "not started %d\n", errno);
    _exit(EXIT_FAILURE);
  }
  int status = 0;
  if (!wait_for(program, signals, status)) return EXIT_FAILURE;
  const int left = count_others();
  if (WIFSIGNALED(status)) {
    dprintf(kReportDescriptor, "signalled %d, left %d\n", WTERMSIG(status), left);
  } else {
    dprintf(kReportDescriptor, "exited %d, left %d\n", WEXITSTATUS(status), left);
  }
  return EXIT_SUCCESS;
}
