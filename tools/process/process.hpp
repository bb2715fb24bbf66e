#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "process/sandbox.hpp"

/// Programs that the tools run to their end, within limits. (Lessons: child_process.hpp.)
namespace interleave {

/// What a child and all its descendants may use together. Zero means no limit.
struct ProcessLimits {
  std::chrono::milliseconds wall{0};
  std::chrono::milliseconds idle{0};  ///< by the clock, while none of them used a processor
  std::chrono::milliseconds processor_time{0};  ///< of the processes that live at the same time
  std::size_t memory_bytes = 0;  ///< resident size of the whole tree, watched every 50 ms
  std::size_t output_bytes = 0;  ///< stdout and stderr together
  std::size_t events_bytes = 0;
  std::size_t file_bytes = 0;  ///< largest file that the child may write
  int processes = 0;           ///< alive at the same time, the child included
  int threads = 0;             ///< alive at the same time, in all processes
};

struct ProcessRequest {
  /// The program (a path, or a name to look up in PATH) and its arguments.
  std::vector<std::string> arguments;
  /// Where the child runs; empty: where we do.
  std::filesystem::path directory;
  /// Variables on top of our own environment; without a value: not there for the child.
  EnvironmentAdditions environment;
  /// Opens a pipe for evidence: its descriptor is in the child's INTERLEAVE_EVENTS_FD, and what the
  /// child writes to it comes back in ProcessResult::events.
  bool events = false;
  /// The child uses our stdin, stdout and stderr instead of having its output captured.
  bool inherit_terminal = false;
  /// Keeps the child from everything else; without, it is a process like our own.
  std::optional<Sandbox> sandbox;
  ProcessLimits limits;
};

struct ProcessResult {
  enum class End {
    kExited,     ///< `code` is the exit code
    kSignalled,  ///< `code` is the signal
    kTimeLimit,
    kMemoryLimit,
    kOutputLimit,
    kProcessLimit,
    kThreadLimit,
    kInterrupted,  ///< somebody called request_interrupt
    kNotStarted,   ///< `output` says why
  };
  End end = End::kNotStarted;
  int code = 0;
  std::string output;  ///< stdout and stderr as they came
  std::string events;
  std::chrono::milliseconds wall{0};
  std::size_t peak_memory_bytes = 0;
  int left_behind = 0;  ///< descendants that outlived the child and were killed

  bool succeeded() const { return end == End::kExited && code == 0; }
};

/// How a run ended, to go on after "it": "ended with exit code 1", "was ended by signal 9
/// (Killed)".
std::string describe_end(const ProcessResult& result);

/// Runs a child to its end, within its limits; when it returns, no descendant of the child lives.
///
/// Thread-safe: any number of threads may run children at the same time; their starts are
/// serialised, because in Boost 1.81 two starts at once leak pipe ends into each other's children.
/// Errors: never throws for what the child does; kNotStarted if it could not be started.
ProcessResult run_process(const ProcessRequest& request);

/// Ends every running child and makes every later run_process end at once with kInterrupted.
/// Async-signal-safe.
void request_interrupt();
bool interrupt_requested();

/// The path of `program` in PATH, or nothing.
std::optional<std::filesystem::path> find_program(const std::string& program);

}  // namespace interleave
