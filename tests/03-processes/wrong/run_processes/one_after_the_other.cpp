// Wrong: waits for each child before it starts the next.
// Rejected by: concurrent (serial), correct (hang), race-free (deadlock)
#include "run_processes.hpp"

#include <exception>

using interleave::ChildProcess;
using interleave::ExitStatus;

std::vector<ExitStatus> run_processes(const std::vector<std::vector<std::string>>& commands) {
  std::vector<ExitStatus> ends;
  std::exception_ptr error;
  for (const std::vector<std::string>& command : commands) {
    try {
      ends.push_back(ChildProcess(command).wait());
    } catch (...) {
      if (!error) error = std::current_exception();
    }
  }
  if (error) std::rethrow_exception(error);
  return ends;
}
