// Wrong: lets the exception of a start go on, past the loop that waits for the children that run.
// Rejected by: correct (process left behind, wrong result), race-free (process left behind, wrong
// result)
#include "run_processes.hpp"

using interleave::ChildProcess;
using interleave::ExitStatus;

std::vector<ExitStatus> run_processes(const std::vector<std::vector<std::string>>& commands) {
  std::vector<ChildProcess> children;
  for (const std::vector<std::string>& command : commands) children.emplace_back(command);
  std::vector<ExitStatus> ends;
  for (ChildProcess& child : children) ends.push_back(child.wait());
  return ends;
}
