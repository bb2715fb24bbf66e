#include "process/sandbox.hpp"

#include <array>
#include <cstdio>

#include "process/process.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

/// Outside of /usr, what compilers, linkers and C libraries read. Nothing of it tells one machine
/// from another of its kind.
constexpr std::array kOfEtc{"/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf",
                            "/etc/ld.so.conf.d", "/etc/nsswitch.conf"};

class Arguments {
 public:
  template <typename... Text>
  void add(const Text&... text) {
    (list_.push_back(text), ...);
  }
  std::vector<std::string> take() { return std::move(list_); }

 private:
  std::vector<std::string> list_;
};

void add_system(Arguments& arguments) {
  arguments.add("--ro-bind", "/usr", "/usr");
  for (const char* folder : {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"}) {
    std::error_code missing;
    if (fs::is_symlink(folder, missing)) {
      arguments.add("--symlink", fs::read_symlink(folder).string(), folder);
    } else {
      arguments.add("--ro-bind-try", folder, folder);
    }
  }
  for (const char* path : kOfEtc) arguments.add("--ro-bind-try", path, path);
  // Where root runs us, the child is still root to the kernel's own files: without a right to any,
  // but their owner, who may write /proc/sys.
  arguments.add("--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev");
}

}  // namespace

std::vector<std::string> sandboxed_command(const Sandbox& sandbox,
                                           const std::vector<std::string>& command,
                                           const fs::path& directory,
                                           const EnvironmentAdditions& environment) {
  const std::string scratch = std::to_string(sandbox.scratch_bytes);
  Arguments arguments;
  // As pid 1 runs sandbox_init, which gives up the rights it has: bubblewrap's own would show
  // our environment in /proc/1, and cannot tell the exit code 139 from death by signal 11. Nor does
  // bubblewrap end the sandbox when we are killed (--die-with-parent): it asks the kernel for that
  // only when all is set up, and what it had begun before would wait for ever, or run.
  arguments.add("bwrap", "--unshare-all", "--unshare-user", "--disable-userns", "--uid", "65534",
                "--gid", "65534", "--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN", "--cap-add",
                "CAP_SETPCAP", "--new-session", "--as-pid-1", "--hostname", "sandbox");
  add_system(arguments);
  arguments.add("--size", scratch, "--tmpfs", "/dev/shm", "--remount-ro", "/dev");
  arguments.add("--size", scratch, "--tmpfs", "/tmp");
  arguments.add("--ro-bind", INTERLEAVE_SANDBOX_INIT, INTERLEAVE_SANDBOX_INIT);
  for (const fs::path& path : sandbox.readable) {
    arguments.add("--ro-bind", path.string(), path.string());
  }
  for (const fs::path& path : sandbox.writable) {
    arguments.add("--bind", path.string(), path.string());
  }
  arguments.add("--remount-ro", "/", "--chdir", directory.empty() ? "/tmp" : directory.string());
  arguments.add("--clearenv", "--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin");
  arguments.add("--setenv", "HOME", "/tmp", "--setenv", "LANG", "C.UTF-8");
  for (const auto& [name, value] : environment) {
    if (value) arguments.add("--setenv", name, *value);
  }
  arguments.add("--setenv", "TMPDIR", "/tmp", "--", INTERLEAVE_SANDBOX_INIT,
                std::to_string(kMostTasksOfSandbox));
  for (const std::string& argument : command) arguments.add(argument);
  return arguments.take();
}

std::optional<SandboxReport> read_report(std::string_view text) {
  const std::string line(text.substr(0, text.find('\n')));
  SandboxReport report;
  if (std::sscanf(line.c_str(), "not started %d", &report.start_error) == 1) return report;
  if (std::sscanf(line.c_str(), "exited %d, left %d", &report.code, &report.left_behind) == 2) {
    return report;
  }
  report.signalled = true;
  if (std::sscanf(line.c_str(), "signalled %d, left %d", &report.code, &report.left_behind) == 2) {
    return report;
  }
  return std::nullopt;
}

const std::string& sandbox_obstacle() {
  static const std::string obstacle = [] {
    ProcessRequest request;
    request.arguments = {"true"};
    request.sandbox.emplace();
    const ProcessResult result = run_process(request);
    if (result.succeeded()) return std::string();
    return result.output.empty() ? "bubblewrap " + describe_end(result)
                                 : result.output.substr(0, result.output.find('\n'));
  }();
  return obstacle;
}

}  // namespace interleave
