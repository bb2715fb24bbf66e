// Right: a thread for each child, which also waits for it; the futures keep what was thrown.
#include "run_processes.hpp"

#include <future>

using interleave::ChildProcess;
using interleave::ExitStatus;

std::vector<ExitStatus> run_processes(const std::vector<std::vector<std::string>>& commands) {
  std::vector<std::future<ExitStatus>> children;
  for (const std::vector<std::string>& command : commands) {
    children.push_back(
        std::async(std::launch::async, [&command] { return ChildProcess(command).wait(); }));
  }
  for (std::future<ExitStatus>& child : children) child.wait();
  std::vector<ExitStatus> ends;
  for (std::future<ExitStatus>& child : children) ends.push_back(child.get());
  return ends;
}
