// Wrong: a program that cannot be executed is an exit code of the process that was to execute it;
// its parent does not know that the program never ran.
// Rejected by: correct (wrong result, crash), race-free (wrong result, crash)
#include "run_processes.hpp"

#include <sys/wait.h>
#include <unistd.h>

using interleave::ExitStatus;

std::vector<ExitStatus> run_processes(const std::vector<std::vector<std::string>>& commands) {
  std::vector<pid_t> children;
  for (const std::vector<std::string>& command : commands) {
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    const pid_t child = fork();
    if (child == 0) {
      execvp(words[0], words.data());
      _exit(127);
    }
    children.push_back(child);
  }
  std::vector<ExitStatus> ends;
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    ends.push_back(WIFSIGNALED(status) ? ExitStatus{true, WTERMSIG(status)}
                                       : ExitStatus{false, WEXITSTATUS(status)});
  }
  return ends;
}
