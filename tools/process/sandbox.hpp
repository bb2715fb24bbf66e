#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a child may see and reach of the machine, kept by bubblewrap. Its limits (process.hpp) are
/// another matter: they hold with and without.
namespace interleave {

/// Namespaces of its own for processes, users, network, IPC and mounts: of the file system the
/// child sees the system's programs and libraries and what is named here, each where it is; no
/// process but its own; of the network a loopback interface that nobody else has. It has no
/// privilege, cannot gain one, and runs as nobody. /tmp and /dev/shm are its own, in memory, and
/// gone when it ends. When the child ends, whatever it started is killed and counted; when whoever
/// started the sandbox is gone, all of it is killed.
struct Sandbox {
  std::vector<std::filesystem::path> readable;
  std::vector<std::filesystem::path> writable;         ///< these may lie within the readable ones
  std::size_t scratch_bytes = std::size_t{256} << 20;  ///< of /tmp, and of /dev/shm
};

using EnvironmentAdditions = std::vector<std::pair<std::string, std::optional<std::string>>>;

/// The command that runs `command` in `sandbox`, in `directory` (empty: /tmp), with no variables
/// but PATH, HOME, LANG, TMPDIR and those of `environment` that have a value.
///
/// Its first process, sandbox_init, tells on the descriptor kReportDescriptor how the child ended:
/// read it with `read_report`. Without a report there was no child, and bubblewrap has said why.
std::vector<std::string> sandboxed_command(const Sandbox& sandbox,
                                           const std::vector<std::string>& command,
                                           const std::filesystem::path& directory,
                                           const EnvironmentAdditions& environment);

/// Beside the child: bubblewrap's own, which watches, and the sandbox's first.
inline constexpr int kProcessesOfSandbox = 2;

/// Processes and threads that a sandbox may have at once, by the kernel's count: more than any
/// limit of `ProcessLimits`, which ends it soon after, and few enough for a machine to bear. What a
/// fork bomb takes grows faster than their number: each fork waits for the others.
inline constexpr int kMostTasksOfSandbox = 600;

struct SandboxReport {
  int start_error = 0;  ///< errno if the program could not be started
  bool signalled = false;
  int code = 0;         ///< the exit code, or the signal
  int left_behind = 0;  ///< processes that outlived the child
};

std::optional<SandboxReport> read_report(std::string_view text);

/// Why there can be no sandbox here; empty if there can. Tries it, once.
const std::string& sandbox_obstacle();

}  // namespace interleave
