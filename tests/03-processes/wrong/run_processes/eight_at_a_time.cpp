// Wrong: starts eight commands at a time, and waits for them before it starts the next eight.
// Rejected by: concurrent (too few at once)
#include "run_processes.hpp"

#include <algorithm>
#include <exception>

using interleave::ChildProcess;
using interleave::ExitStatus;

std::vector<ExitStatus> run_processes(const std::vector<std::vector<std::string>>& commands) {
  constexpr std::size_t kAtOnce = 8;  // so that a long list does not overload the machine
  std::vector<ExitStatus> ends;
  std::exception_ptr error;
  for (std::size_t begin = 0; begin < commands.size(); begin += kAtOnce) {
    std::vector<ChildProcess> children;
    for (std::size_t i = begin; i < std::min(begin + kAtOnce, commands.size()); ++i) {
      try {
        children.emplace_back(commands[i]);
      } catch (...) {
        if (!error) error = std::current_exception();
      }
    }
    for (ChildProcess& child : children) ends.push_back(child.wait());
  }
  if (error) std::rethrow_exception(error);
  return ends;
}
