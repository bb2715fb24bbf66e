#include "process/process.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/asio.hpp>
#include <boost/process/v2/environment.hpp>
#include <boost/process/v2/process.hpp>
#include <cerrno>
#include <cstring>

#include "process/control_group.hpp"
#include "process/launch.hpp"
#include "process/process_tree.hpp"

namespace interleave {
namespace {

namespace asio = boost::asio;
namespace v2 = boost::process::v2;
using Clock = std::chrono::steady_clock;
using End = ProcessResult::End;

constexpr std::chrono::milliseconds kLookPeriod{50};

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "request_interrupt runs in signal handlers");
std::atomic<unsigned> runs_started = 0;

/// One child on its way: reads what it says, looks at what it uses, and ends it where need be.
class Run {
 public:
  explicit Run(const ProcessRequest& request) : request_(request) {}

  ProcessResult go() {
    if (interrupted) {
      result_.end = End::kInterrupted;
      return result_;
    }
    if (!start()) return result_;
    exit_.async_wait(asio::posix::descriptor_base::wait_read, [this](const auto& /*error*/) {
      exited_ = true;
      look_timer_.cancel();
      result_.left_behind = tree_->kill_all();
      // Reaped last: from then on its number may be somebody else's.
      int status = 0;
      while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
      }
      if (!ended_ && request_.sandbox) {
        take_report();
      } else if (!ended_) {
        result_.end = WIFSIGNALED(status) ? End::kSignalled : End::kExited;
        result_.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
      }
      // All that was written is in the pipes by now. Their end may never come: a descendant that
      // got away would hold it back.
      output_.pipe.cancel(ignored_);
      events_.pipe.cancel(ignored_);
    });
    if (!request_.inherit_terminal) read(output_);
    if (request_.events) read(events_);
    look();
    context_.run();
    result_.wall = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began_);
    return result_;
  }

 private:
  /// What the child writes, on its way to us.
  struct Channel {
    asio::readable_pipe pipe;
    std::string& text;
    std::size_t most;  ///< bytes; 0: any number
    std::array<char, 65536> block{};
  };

  bool start() {
    const std::string mark = "INTERLEAVE_RUN=" + std::to_string(getpid()) + '.' +
                             std::to_string(runs_started.fetch_add(1));
    auto additions = request_.environment;
    const std::size_t equals = mark.find('=');
    additions.emplace_back(mark.substr(0, equals), mark.substr(equals + 1));
    if (request_.events) {
      additions.emplace_back("INTERLEAVE_EVENTS_FD", std::to_string(kEventsDescriptor));
    }
    std::vector<std::string> arguments = request_.arguments;
    if (request_.sandbox) {
      arguments = sandboxed_command(*request_.sandbox, arguments, request_.directory, additions);
    }
    const std::optional<std::filesystem::path> program = find_program(arguments.at(0));
    if (!program) {
      result_.output = arguments.at(0) + ": no such program";
      return false;
    }
    Pipe output;
    Pipe events;
    if ((!request_.inherit_terminal && !output.open()) || (request_.events && !events.open()) ||
        (request_.sandbox && !report_.open())) {
      result_.output = "cannot open a pipe";
      return false;
    }
    LaunchRequest child;
    child.arguments = std::move(arguments);
    child.arguments.front() = program->string();
    if (!request_.directory.empty()) child.directory = request_.directory.string();
    child.environment = std::move(additions);
    child.on_terminal = request_.inherit_terminal;
    child.output = child.error = output.write_end();
    child.events = events.write_end();
    child.report = report_.write_end();
    if (request_.sandbox) {
      group_.emplace(request_.limits.memory_bytes, kMostTasksOfSandbox);
      for (const auto& entrance : group_->entrances()) {
        child.control_groups.push_back(entrance.string());
      }
    }
    child.dies_with_thread = !request_.sandbox;  // a sandbox ends itself: sandbox_init
    child.adopts_orphans = !request_.inherit_terminal;
    child.file_bytes = static_cast<rlim_t>(request_.limits.file_bytes);
    boost::system::error_code error;
    v2::process started = launch(context_.get_executor(), child, error);
    if (error) {
      result_.output = program->string() + ": " + error.message();
      return false;
    }
    exit_.assign(static_cast<int>(syscall(SYS_pidfd_open, started.id(), 0)), error);
    if (error) {  // and `started` ends it
      result_.output = program->string() + ": cannot be watched: " + error.message();
      return false;
    }
    // We wait ourselves: Boost's exit code is 9 both for `exit 9` and for death by signal 9.
    process_ = started.id();
    started.detach();
    output.close_write_end();
    events.close_write_end();
    report_.close_write_end();
    if (!request_.inherit_terminal) output_.pipe.assign(output.take_read_end());
    if (request_.events) events_.pipe.assign(events.take_read_end());
    tree_.emplace(process_, mark);
    return true;
  }

  /// What the sandbox's first process has told; all others of the sandbox have ended, too.
  void take_report() {
    std::array<char, 128> text{};
    const ssize_t bytes = ::read(report_.read_end(), text.data(), text.size());
    const auto report =
        read_report({text.data(), static_cast<std::size_t>(std::max(bytes, ssize_t{0}))});
    if (!report) {  // bubblewrap has told why, in what it printed
      result_.end = End::kNotStarted;
    } else if (report->start_error != 0) {
      result_.end = End::kNotStarted;
      result_.output += request_.arguments.at(0) + ": " + std::strerror(report->start_error);
    } else {
      result_.end = report->signalled ? End::kSignalled : End::kExited;
      result_.code = report->code;
      result_.left_behind = report->left_behind;
    }
    if (group_->ran_out_of_memory()) result_.end = End::kMemoryLimit;
    if (group_->ran_out_of_tasks()) result_.end = End::kThreadLimit;
  }

  void read(Channel& channel) {
    channel.pipe.async_read_some(
        asio::buffer(channel.block),
        [this, &channel](const boost::system::error_code& error, std::size_t bytes) {
          keep(channel, bytes);
          if (exited_) {
            read_what_is_left(channel);
          } else if (!error) {
            read(channel);
          }
        });
  }

  void read_what_is_left(Channel& channel) {
    const int descriptor = channel.pipe.native_handle();
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    // No more than fits: somebody who got away may go on writing.
    for (int room = fcntl(descriptor, F_GETPIPE_SZ); room > 0;) {
      const ssize_t bytes = ::read(descriptor, channel.block.data(), channel.block.size());
      if (bytes <= 0) break;
      keep(channel, static_cast<std::size_t>(bytes));
      room -= static_cast<int>(bytes);
    }
  }

  /// Appends as much of the block as the limit allows; more ends the child.
  void keep(Channel& channel, std::size_t bytes) {
    const std::size_t room = channel.most == 0 ? bytes : channel.most - channel.text.size();
    channel.text.append(channel.block.data(), std::min(bytes, room));
    if (bytes > room) end_tree(End::kOutputLimit);
  }

  void look() {
    if (exited_) return;
    const ProcessTree::Usage usage = tree_->look_again();
    const ProcessLimits& limits = request_.limits;
    const int sandbox_processes = request_.sandbox ? kProcessesOfSandbox : 0;
    result_.peak_memory_bytes = std::max(result_.peak_memory_bytes, usage.memory_bytes);
    if (usage.processor_time != processor_time_) worked_ = Clock::now();
    processor_time_ = usage.processor_time;
    const auto is_over = [](std::chrono::milliseconds limit, Clock::duration used) {
      return limit.count() > 0 && used > limit;
    };
    if (interrupted) {
      end_tree(End::kInterrupted);
    } else if (is_over(limits.wall, Clock::now() - began_) ||
               is_over(limits.idle, Clock::now() - worked_) ||
               is_over(limits.processor_time, processor_time_)) {
      end_tree(End::kTimeLimit);
    } else if (limits.memory_bytes > 0 && usage.memory_bytes > limits.memory_bytes) {
      end_tree(End::kMemoryLimit);
    } else if (limits.processes > 0 && usage.processes > limits.processes + sandbox_processes) {
      end_tree(End::kProcessLimit);
    } else if (limits.threads > 0 && usage.threads > limits.threads) {
      end_tree(End::kThreadLimit);
    }
    look_timer_.expires_after(kLookPeriod);
    look_timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) look();
    });
  }

  void end_tree(End end) {
    if (ended_) return;
    ended_ = true;
    result_.end = end;
    if (!exited_) tree_->kill_all();
  }

  const ProcessRequest& request_;
  ProcessResult result_;
  asio::io_context context_{1};
  Channel output_{asio::readable_pipe(context_), result_.output, request_.limits.output_bytes};
  Channel events_{asio::readable_pipe(context_), result_.events, request_.limits.events_bytes};
  Pipe report_;
  std::optional<ControlGroup> group_;
  asio::steady_timer look_timer_{context_};
  asio::posix::stream_descriptor exit_{context_};  // readable when the child has ended
  pid_t process_ = 0;
  std::optional<ProcessTree> tree_;
  const Clock::time_point began_ = Clock::now();
  Clock::time_point worked_ = began_;  // when more processor time had been used than before
  std::chrono::milliseconds processor_time_{0};
  boost::system::error_code ignored_;
  bool exited_ = false;
  bool ended_ = false;  // by us
};

}  // namespace

std::string describe_end(const ProcessResult& result) {
  switch (result.end) {
    case End::kExited:
      return "ended with exit code " + std::to_string(result.code);
    case End::kSignalled:
      return "was ended by signal " + std::to_string(result.code) + " (" + strsignal(result.code) +
             ")";
    case End::kTimeLimit:
      return "did not end within its time limit";
    case End::kMemoryLimit:
      return "used more memory than its limit";
    case End::kOutputLimit:
      return "printed more than its limit";
    case End::kProcessLimit:
      return "started more processes than its limit";
    case End::kThreadLimit:
      return "started more threads than its limit";
    case End::kInterrupted:
      return "was interrupted";
    case End::kNotStarted:
      return "could not be started";
  }
  return "ended";
}

ProcessResult run_process(const ProcessRequest& request) { return Run(request).go(); }

void request_interrupt() { interrupted = true; }
bool interrupt_requested() { return interrupted; }

std::optional<std::filesystem::path> find_program(const std::string& program) {
  if (program.find('/') != std::string::npos) {
    if (access(program.c_str(), X_OK) == 0) return program;
    return std::nullopt;
  }
  const v2::filesystem::path found = v2::environment::find_executable(program);
  if (found.empty()) return std::nullopt;
  return std::filesystem::path(found.string());
}

}  // namespace interleave
