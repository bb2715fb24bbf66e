#include "process/launch.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio.hpp>
#include <boost/process/v2/start_dir.hpp>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <map>
#include <mutex>

namespace interleave {
namespace {

namespace v2 = boost::process::v2;

std::mutex start_mutex;

/// Runs in the child between fork and exec, and so may only make system calls.
struct ChildSetup {
  const LaunchRequest& request;
  const pid_t parent = getpid();

  template <typename Launcher>
  boost::system::error_code on_setup(Launcher& launcher, const v2::filesystem::path& /*program*/,
                                     const char* const*(&/*arguments*/)) {
    if (request.events >= 0) launcher.fd_whitelist.push_back(kEventsDescriptor);
    if (request.report >= 0) launcher.fd_whitelist.push_back(kReportDescriptor);
    return {};
  }

  template <typename Launcher>
  boost::system::error_code on_exec_setup(Launcher& /*launcher*/,
                                          const v2::filesystem::path& /*program*/,
                                          const char* const*(&/*arguments*/)) const {
    // A child on the terminal stays in the terminal's foreground group.
    if (!request.on_terminal) {
      setpgid(0, 0);
      const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
      dup2(request.input >= 0 ? request.input : nothing, STDIN_FILENO);
      dup2(request.output >= 0 ? request.output : nothing, STDOUT_FILENO);
      if (request.error >= 0) dup2(request.error, STDERR_FILENO);
    }
    if (request.adopts_orphans) prctl(PR_SET_CHILD_SUBREAPER, 1);  // exec keeps the setting
    if (request.dies_with_thread) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) _exit(EXIT_FAILURE);  // it ended before we asked
    }
    // Copied away first: one may be where the other has to be.
    const int events = fcntl(request.events, F_DUPFD_CLOEXEC, kReportDescriptor + 1);
    const int report = fcntl(request.report, F_DUPFD_CLOEXEC, kReportDescriptor + 1);
    // Boost 1.81 means to close all but its list, and passes over the gaps in it.
    close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    if ((request.events >= 0 && dup2(events, kEventsDescriptor) < 0) ||
        (request.report >= 0 && dup2(report, kReportDescriptor) < 0)) {
      return {errno, boost::system::system_category()};
    }
    for (const std::string& entrance : request.control_groups) {
      const int file = open(entrance.c_str(), O_WRONLY | O_CLOEXEC);
      // Where that is refused, the look at /proc is what limits.
      if (file < 0 || ::write(file, "0", 1) != 1) continue;
    }
    const auto limit = [](auto resource, rlim_t value) {
      const rlimit both{value, value};
      setrlimit(resource, &both);
    };
    if (!request.on_terminal) limit(RLIMIT_CORE, 0);
    if (request.file_bytes > 0) limit(RLIMIT_FSIZE, request.file_bytes);
    return {};
  }

  /// The parent knows why by now. Boost would call exit here, and with it destructors of ours that
  /// wait for threads that this process does not have.
  template <typename Launcher>
  [[noreturn]] void on_exec_error(Launcher& /*launcher*/, const v2::filesystem::path& /*program*/,
                                  const char* const*(&/*arguments*/),
                                  const boost::system::error_code& /*error*/) const {
    _exit(EXIT_FAILURE);
  }
};

/// Our own environment with `additions` over it, as NAME=value.
std::vector<std::string> environment_with(const EnvironmentAdditions& additions) {
  std::map<std::string, std::string> all;
  for (const char* const* entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos) all[text.substr(0, equals)] = text.substr(equals + 1);
  }
  for (const auto& [name, value] : additions) {
    if (value) {
      all[name] = *value;
    } else {
      all.erase(name);
    }
  }
  std::vector<std::string> lines;
  lines.reserve(all.size());
  for (const auto& [name, value] : all) lines.push_back(name + '=' + value);
  return lines;
}

/// Whether a start will find the descriptors that it needs: Boost opens some after the fork, and
/// where it gets none it leaves a child that nobody knows, or throws in the child, which then goes
/// on as a second one of us.
bool enough_descriptors_left() {
  std::array<int, 8> tried{};
  tried.fill(-1);
  for (int& descriptor : tried) descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const bool enough = tried.back() >= 0;
  for (const int descriptor : tried) {
    if (descriptor >= 0) close(descriptor);
  }
  return enough;
}

}  // namespace

Pipe::~Pipe() {
  for (const int end : ends_) {
    if (end >= 0) close(end);
  }
}

bool Pipe::open() { return pipe2(ends_.data(), O_CLOEXEC) == 0; }

void Pipe::close_write_end() {
  if (ends_[1] >= 0) close(take_write_end());
}

v2::process launch(const boost::asio::any_io_executor& executor, const LaunchRequest& request,
                   boost::system::error_code& error) {
  const std::vector<std::string> environment = environment_with(request.environment);
  std::vector<const char*> environment_pointers;
  for (const std::string& line : environment) environment_pointers.push_back(line.c_str());
  environment_pointers.push_back(nullptr);
  const std::vector<std::string> arguments(request.arguments.begin() + 1, request.arguments.end());
  const v2::filesystem::path program(request.arguments.at(0));
  v2::process_start_dir start_dir{v2::filesystem::path(request.directory)};
  // Not const: Boost passes over an initialiser that it could not call as it is declared.
  ChildSetup setup{request};
  v2::posix::default_launcher launcher;
  launcher.env = environment_pointers.data();

  const std::scoped_lock lock(start_mutex);
  if (!enough_descriptors_left()) {
    error = {EMFILE, boost::system::system_category()};
    return v2::process(executor);
  }
  v2::process child = launcher(executor, error, program, arguments, start_dir, setup);
  if (error && launcher.pid > 0) waitpid(launcher.pid, nullptr, 0);  // Boost leaves a zombie
  return child;
}

}  // namespace interleave
