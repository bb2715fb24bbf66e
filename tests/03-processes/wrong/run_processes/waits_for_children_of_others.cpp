// Wrong: waits for any child until its own have ended, and throws away the exit status of others,
// which their parents are waiting for.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "run_processes.hpp"

#include <sys/wait.h>

#include <algorithm>
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
  std::vector<ExitStatus> ends(children.size());
  for (std::size_t left = children.size(); left > 0;) {
    int status = 0;
    const pid_t ended = wait(&status);
    const auto child = std::find_if(children.begin(), children.end(),
                                    [&](const ChildProcess& each) { return each.id() == ended; });
    if (child == children.end()) continue;
    ends[static_cast<std::size_t>(child - children.begin())] =
        WIFSIGNALED(status) ? ExitStatus{true, WTERMSIG(status)}
                            : ExitStatus{false, WEXITSTATUS(status)};
    --left;
  }
  if (error) std::rethrow_exception(error);
  return ends;
}
