#include "process/child_process.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <stdexcept>
#include <system_error>

#include "process/launch.hpp"
#include "process/process.hpp"

namespace interleave {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10;

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

/// Repeats a system call that a signal has interrupted.
template <typename Call>
auto uninterrupted(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

/// Makes SIGPIPE harmless for this thread while it writes, without a change for others.
class WithoutBrokenPipeSignal {
 public:
  WithoutBrokenPipeSignal() {
    sigemptyset(&only_);
    sigaddset(&only_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &only_, &before_);
  }
  ~WithoutBrokenPipeSignal() {
    const timespec at_once{};
    while (sigtimedwait(&only_, nullptr, &at_once) > 0) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  WithoutBrokenPipeSignal(const WithoutBrokenPipeSignal&) = delete;
  WithoutBrokenPipeSignal& operator=(const WithoutBrokenPipeSignal&) = delete;

 private:
  sigset_t only_{};
  sigset_t before_{};
};

}  // namespace

struct ChildProcess::State {
  pid_t process = 0;
  int input = -1;
  int output = -1;
  std::optional<ExitStatus> status;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    for (const int end : {input, output}) {
      if (end >= 0) close(end);
    }
  }

  std::optional<ExitStatus> take_status(int flags) {
    if (status) return status;
    int raw = 0;
    const pid_t found = uninterrupted([&] { return waitpid(process, &raw, flags); });
    if (found < 0) fail(errno, "waiting for child process " + std::to_string(process));
    if (found == 0) return std::nullopt;
    status =
        WIFSIGNALED(raw) ? ExitStatus{true, WTERMSIG(raw)} : ExitStatus{false, WEXITSTATUS(raw)};
    return status;
  }
};

ChildProcess::ChildProcess(const std::vector<std::string>& arguments, ChildInput input)
    : state_(std::make_unique<State>()) {
  if (arguments.empty()) throw std::invalid_argument("ChildProcess: no program is named");
  LaunchRequest request;
  request.arguments = arguments;
  const bool has_path = arguments.front().find('/') != std::string::npos;
  if (!has_path) {
    const auto program = find_program(arguments.front());
    if (!program) fail(ENOENT, arguments.front());
    request.arguments.front() = program->string();
  }
  // One start at a time, so that none takes the last descriptors from another that is half done.
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  Pipe in;
  Pipe out;
  if (!out.open() || (input == ChildInput::kPipe && !in.open())) fail(errno, arguments.front());
  request.input = in.read_end();
  request.output = out.write_end();
  try {
    boost::system::error_code error;
    boost::asio::io_context context(1);
    boost::process::v2::process started = launch(context.get_executor(), request, error);
    if (error) fail(error.value(), arguments.front());
    state_->process = started.id();
    started.detach();  // from here on we wait ourselves: Boost's exit code hides signals
  } catch (const boost::system::system_error& none_left) {  // the context wants descriptors, too
    fail(none_left.code().value(), arguments.front());
  }
  state_->input = in.take_write_end();
  state_->output = out.take_read_end();
}

ChildProcess::~ChildProcess() = default;
ChildProcess::ChildProcess(ChildProcess&& other) noexcept = default;
ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept = default;

pid_t ChildProcess::id() const { return state_->process; }

std::string ChildProcess::read_some() {
  std::string block(kBlock, '\0');
  const ssize_t bytes =
      uninterrupted([&] { return ::read(state_->output, block.data(), block.size()); });
  if (bytes < 0) fail(errno, "reading from child process " + std::to_string(id()));
  block.resize(static_cast<std::size_t>(bytes));
  return block;
}

void ChildProcess::write(std::string_view text) {
  const WithoutBrokenPipeSignal guard;
  while (!text.empty()) {
    const ssize_t bytes =
        uninterrupted([&] { return ::write(state_->input, text.data(), text.size()); });
    if (bytes < 0) fail(errno, "writing to child process " + std::to_string(id()));
    text.remove_prefix(static_cast<std::size_t>(bytes));
  }
}

void ChildProcess::close_input() {
  if (state_->input >= 0) close(std::exchange(state_->input, -1));
}

ExitStatus ChildProcess::wait() { return *state_->take_status(0); }

std::optional<ExitStatus> ChildProcess::try_wait() { return state_->take_status(WNOHANG); }

std::optional<ExitStatus> ChildProcess::wait_until(std::chrono::steady_clock::time_point deadline) {
  if (state_->status) return state_->status;
  const auto handle = static_cast<int>(syscall(SYS_pidfd_open, id(), 0));
  if (handle < 0) fail(errno, "waiting for child process " + std::to_string(id()));
  while (true) {
    // Rounded up, so that it is not asked again and again within the last millisecond.
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd ended{handle, POLLIN, 0};
    const int longest = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1 << 30));
    const int ready = uninterrupted([&] { return poll(&ended, 1, longest); });
    if (ready != 0 || left.count() <= 0) break;
  }
  close(handle);
  return try_wait();
}

void ChildProcess::signal(int number) {
  if (!state_->status) kill(state_->process, number);
}

void ChildProcess::signal_group(int number) {
  if (!state_->status) kill(-state_->process, number);
}

}  // namespace interleave
