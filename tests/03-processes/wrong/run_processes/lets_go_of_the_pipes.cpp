// Wrong: keeps the numbers of the children only: without its ChildProcess nobody can read what a
// child prints, and a signal ends it when it does.
// Rejected by: concurrent (wrong result)
#include "run_processes.hpp"

#include <sys/wait.h>

#include <cerrno>
#include <exception>

using interleave::ChildProcess;
using interleave::ExitStatus;

std::vector<ExitStatus> run_processes(const std::vector<std::vector<std::string>>& commands) {
  std::vector<pid_t> children;
  std::exception_ptr error;
  for (const std::vector<std::string>& command : commands) {
    try {
      // Only its number is needed: destroying a ChildProcess neither waits nor ends anything.
      children.push_back(ChildProcess(command).id());
    } catch (...) {
      if (!error) error = std::current_exception();
    }
  }
  std::vector<ExitStatus> ends;
  for (const pid_t child : children) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    ends.push_back(WIFSIGNALED(status) ? ExitStatus{true, WTERMSIG(status)}
                                       : ExitStatus{false, WEXITSTATUS(status)});
  }
  if (error) std::rethrow_exception(error);
  return ends;
}
