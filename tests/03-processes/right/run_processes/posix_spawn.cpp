// Right: posix_spawn and waitpid, without the library.
#include "run_processes.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

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

ExitStatus wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) return {true, WTERMSIG(status)};
  return {false, WEXITSTATUS(status)};
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
  std::vector<ExitStatus> ends;
  for (const pid_t child : children) ends.push_back(wait_for(child));
  if (error) std::rethrow_exception(error);
  return ends;
}
