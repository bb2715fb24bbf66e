// Wrong: each command that cannot be started takes the place of the one before it.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "run_processes.hpp"

#include <exception>

using interleave::ChildProcess;
using interleave::ExitStatus;

std::vector<ExitStatus> run_processes(const std::vector<std::vector<std::string>>& commands) {
  std::vector<ChildProcess> children;
  std::exception_ptr error;
  for (const std::vector<std::string>& command : commands) {
    try {
      children.emplace_back(command);
    } catch (...) {
      error = std::current_exception();
    }
  }
  std::vector<ExitStatus> ends;
  for (ChildProcess& child : children) ends.push_back(child.wait());
  if (error) std::rethrow_exception(error);
  return ends;
}
