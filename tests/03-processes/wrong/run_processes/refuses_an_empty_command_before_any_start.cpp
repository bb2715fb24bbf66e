// Wrong: looks for commands without words before it starts any: one such keeps all others from
// running, and hides what is wrong with those before it.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "run_processes.hpp"

#include <exception>
#include <stdexcept>

using interleave::ChildProcess;
using interleave::ExitStatus;

std::vector<ExitStatus> run_processes(const std::vector<std::vector<std::string>>& commands) {
  for (const std::vector<std::string>& command : commands) {
    if (command.empty()) throw std::invalid_argument("run_processes: a command without words");
  }
  std::vector<ChildProcess> children;
  std::exception_ptr error;
  for (const std::vector<std::string>& command : commands) {
    try {
      children.emplace_back(command);
    } catch (...) {
      if (!error) error = std::current_exception();
    }
  }
  std::vector<ExitStatus> ends;
  for (ChildProcess& child : children) ends.push_back(child.wait());
  if (error) std::rethrow_exception(error);
  return ends;
}
