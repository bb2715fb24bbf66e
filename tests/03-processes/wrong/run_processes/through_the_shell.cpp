// Wrong: has a shell run the words, joined by spaces: it takes them apart in its own way, and tells
// of signals and of programs that do not exist by exit codes of its own.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "run_processes.hpp"

using interleave::ChildProcess;
using interleave::ExitStatus;

std::vector<ExitStatus> run_processes(const std::vector<std::vector<std::string>>& commands) {
  std::vector<ChildProcess> children;
  for (const std::vector<std::string>& command : commands) {
    std::string line;
    for (const std::string& word : command) line += word + ' ';
    children.emplace_back(std::vector<std::string>{"sh", "-c", line});
  }
  std::vector<ExitStatus> ends;
  for (ChildProcess& child : children) ends.push_back(child.wait());
  return ends;
}
