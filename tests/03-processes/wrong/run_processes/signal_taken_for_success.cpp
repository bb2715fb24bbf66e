// Wrong: asks for the exit code of a child without asking whether it has one; that of a child which
// a signal has ended is 0.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "run_processes.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <system_error>

using interleave::ExitStatus;

std::vector<ExitStatus> run_processes(const std::vector<std::vector<std::string>>& commands) {
  std::vector<pid_t> children;
  std::exception_ptr error;
  for (const std::vector<std::string>& command : commands) {
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    try {
      if (command.empty()) throw std::invalid_argument("a command without words");
      pid_t child = 0;
      const int failed = posix_spawnp(&child, words[0], nullptr, nullptr, words.data(), environ);
      if (failed != 0) throw std::system_error(failed, std::generic_category(), words[0]);
      children.push_back(child);
    } catch (...) {
      if (!error) error = std::current_exception();
    }
  }
  std::vector<ExitStatus> ends;
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    ends.push_back({false, WEXITSTATUS(status)});
  }
  if (error) std::rethrow_exception(error);
  return ends;
}
