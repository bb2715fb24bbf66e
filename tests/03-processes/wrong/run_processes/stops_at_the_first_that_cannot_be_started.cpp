// Wrong: waits for the children that run when a start throws, but starts none of those behind it.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "run_processes.hpp"

using interleave::ChildProcess;
using interleave::ExitStatus;

std::vector<ExitStatus> run_processes(const std::vector<std::vector<std::string>>& commands) {
  std::vector<ChildProcess> children;
  try {
    for (const std::vector<std::string>& command : commands) children.emplace_back(command);
  } catch (...) {
    for (ChildProcess& child : children) child.wait();
    throw;
  }
  std::vector<ExitStatus> ends;
  for (ChildProcess& child : children) ends.push_back(child.wait());
  return ends;
}
