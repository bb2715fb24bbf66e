// Wrong: waits for any child of its process group until its own have ended, and throws away the
// exit status of others, which their parents are waiting for.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "run_processes.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <stdexcept>
#include <system_error>

using interleave::ExitStatus;

namespace {

pid_t start(const std::vector<std::string>& command) {
  if (command.empty()) throw std::invalid_argument("a command without words");
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, words[0], nullptr, nullptr, words.data(), environ);
  if (failed != 0) throw std::system_error(failed, std::generic_category(), command.front());
  return child;
}

}  // namespace

std::vector<ExitStatus> run_processes(const std::vector<std::vector<std::string>>& commands) {
  std::vector<pid_t> children;
  std::exception_ptr error;
  for (const std::vector<std::string>& command : commands) {
    try {
      children.push_back(start(command));
    } catch (...) {
      if (!error) error = std::current_exception();
    }
  }
  std::vector<ExitStatus> ends(children.size());
  for (std::size_t left = children.size(); left > 0;) {
    int status = 0;
    const pid_t ended = waitpid(0, &status, 0);  // whichever of ours ends first
    if (ended < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category());
    const auto child = std::find(children.begin(), children.end(), ended);
    if (child == children.end()) continue;
    ends[static_cast<std::size_t>(child - children.begin())] =
        WIFSIGNALED(status) ? ExitStatus{true, WTERMSIG(status)}
                            : ExitStatus{false, WEXITSTATUS(status)};
    --left;
  }
  if (error) std::rethrow_exception(error);
  return ends;
}
