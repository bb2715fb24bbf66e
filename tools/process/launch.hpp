#pragma once

#include <sys/resource.h>

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/process/v2/process.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "process/sandbox.hpp"

/// How every child is started. Only here is Boost.Process, whose place moves between versions.
namespace interleave {

/// Both ends are closed in every child that is not meant to have them.
class Pipe {
 public:
  Pipe() = default;
  ~Pipe();
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  bool open();
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  int take_read_end() { return std::exchange(ends_[0], -1); }
  int take_write_end() { return std::exchange(ends_[1], -1); }
  void close_write_end();

 private:
  std::array<int, 2> ends_{-1, -1};
};

/// Where a child finds its events channel.
inline constexpr int kEventsDescriptor = 3;
/// Where the first process of a sandbox finds its own.
inline constexpr int kReportDescriptor = 4;

struct LaunchRequest {
  std::vector<std::string> arguments;  ///< the path of the program first
  std::string directory = ".";
  EnvironmentAdditions environment;  ///< over our own; without a value: not there for the child
  bool on_terminal = false;  ///< has our stdin, stdout and stderr, and stays in our process group
  int input = -1;            ///< descriptors of ours; -1: /dev/null
  int output = -1;
  int error = -1;                 ///< -1: our own
  int events = -1;                ///< -1: none
  int report = -1;                ///< -1: none
  bool dies_with_thread = false;  ///< the kernel kills it when the thread that started it ends
  bool adopts_orphans = false;    ///< what its descendants leave behind becomes its own child
  std::vector<std::string> control_groups;  ///< files of ControlGroup::entrances
  rlim_t file_bytes = 0;                    ///< the largest file that it may write; 0: no limit
};

/// Starts a child that has no descriptors but those named, and leads a process group of its own
/// unless it is on the terminal.
///
/// Thread-safe: starts take turns, because two at once leak pipe ends into each other's children,
/// and their readers wait for an end that comes late or never.
/// Errors: `error` tells why it could not be started.
boost::process::v2::process launch(const boost::asio::any_io_executor& executor,
                                   const LaunchRequest& request, boost::system::error_code& error);

}  // namespace interleave
