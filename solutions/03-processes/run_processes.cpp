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
      // Not handed on yet: nobody else would wait for the children that run by now. Destroying a
      // ChildProcess does not wait, so without the loop below they would stay behind as zombies.
      if (!error) error = std::current_exception();
    }
  }
  // Two loops: a wait in the first one would make the children take turns.
  std::vector<ExitStatus> ends;
  for (ChildProcess& child : children) ends.push_back(child.wait());
  if (error) std::rethrow_exception(error);
  return ends;
}
