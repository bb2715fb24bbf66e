#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace interleave {

/// How a process ended. The code 9 and death by signal 9 are two different things, and std::system
/// or a bare wait status is easily misread.
struct ExitStatus {
  bool signalled = false;  ///< ended by a signal, instead of by itself
  int code = 0;            ///< the signal's number, or the exit code

  bool succeeded() const { return !signalled && code == 0; }
  friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
};

/// What a child's standard input is.
enum class ChildInput { kNothing, kPipe };

/// A child process that runs a program, with a pipe to read what it prints.
///
/// Like the operating system, and unlike std::thread, this does not complain when a child is
/// forgotten: destroying a ChildProcess closes its pipes, and neither waits for the child nor ends
/// it. A child that nobody waits for goes on running, and stays a zombie in the system's table of
/// processes when it has ended.
///
/// The child has no other descriptors than its standard input, output and error (which is ours), so
/// that the end of its output is the end of all that hold the pipe: the child, and the children
/// that it hands it on to. It leads a process group of its own.
///
/// Thread-safety: different children may be used by different threads at the same time, also to be
/// started. Of one child, one thread may read, another one write, and a third one wait or signal.
/// Memory ordering: between processes there is none but what pipes and waiting bring: what the
/// child wrote to a pipe before it ended can be read when `wait` has returned.
///
/// Example:
///   interleave::ChildProcess child({"/usr/bin/sort", "-n"}, interleave::ChildInput::kPipe);
///   child.write("2\n10\n");
///   child.close_input();                   // sort answers when its input has ended
///   std::string sorted;
///   for (std::string part; !(part = child.read_some()).empty();) sorted += part;
///   if (!child.wait().succeeded()) throw std::runtime_error("sort failed");
class ChildProcess {
 public:
  /// Starts the program `arguments[0]`, a path or a name to look up in PATH, and returns without
  /// waiting for anything but its start.
  ///
  /// Errors: std::invalid_argument without arguments; std::system_error that says why the program
  /// cannot be started: errno values such as ENOENT (there is no such program), EACCES (it may not
  /// be executed), EAGAIN (too many processes), EMFILE (too many descriptors). No child is left.
  explicit ChildProcess(const std::vector<std::string>& arguments,
                        ChildInput input = ChildInput::kNothing);
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;

  pid_t id() const;

  /// What the child has printed since the last call, up to 64 KiB; blocks until there is something.
  /// Empty when the end has come: everybody who held the other end of the pipe has closed it. A
  /// pipe holds 64 KiB, and a child that prints more waits until somebody reads. Errors:
  /// std::system_error.
  std::string read_some();

  /// Writes all of `text` to the child's standard input; blocks while the pipe is full.
  /// Requires: ChildInput::kPipe, and `close_input` has not been called.
  /// Errors: std::system_error with EPIPE if the child has closed its input or ended. (There is no
  /// SIGPIPE.)
  void write(std::string_view text);

  /// Tells the child that there is no more input. Harmless if called again.
  void close_input();

  /// Waits until the child has ended, and takes its exit status, after which no trace of the child
  /// is left. Later calls return the same status at once.
  ExitStatus wait();

  /// The same, without waiting; nothing if the child is still running.
  std::optional<ExitStatus> try_wait();

  /// The same, but waits until `deadline` at the longest.
  std::optional<ExitStatus> wait_until(std::chrono::steady_clock::time_point deadline);

  /// Sends a signal (SIGTERM asks it to end, SIGKILL ends it) to the child alone. Does nothing once
  /// the child has been waited for: its number may belong to another process by then.
  void signal(int number);

  /// The same, to the child and all processes that it has started and that stay in its group; also
  /// when the child itself has ended, as long as it has not been waited for.
  void signal_group(int number);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace interleave
