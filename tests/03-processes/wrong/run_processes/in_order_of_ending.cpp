// Wrong: waits for any child, and writes down how they ended in the order in which they did.
// Rejected by: correct (wrong result, process left behind), race-free (wrong result, process left
// behind)
#include "run_processes.hpp"

#include <sys/wait.h>

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
      if (!error) error = std::current_exception();
    }
  }
  std::vector<ExitStatus> ends;
  while (ends.size() < children.size()) {
    int status = 0;
    wait(&status);
    ends.push_back(WIFSIGNALED(status) ? ExitStatus{true, WTERMSIG(status)}
                                       : ExitStatus{false, WEXITSTATUS(status)});
  }
  if (error) std::rethrow_exception(error);
  return ends;
}
