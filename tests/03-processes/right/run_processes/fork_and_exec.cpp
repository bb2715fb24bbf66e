// Right: fork and exec; a pipe that exec closes tells the parent why exec has failed.
#include "run_processes.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
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
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0)
    throw std::system_error(errno, std::generic_category());
  const pid_t child = fork();
  if (child == 0) {
    execvp(words[0], words.data());
    const int why = errno;
    if (write(pipe_ends[1], &why, sizeof why) < 0) _exit(126);
    _exit(127);
  }
  int failed = child < 0 ? errno : 0;
  close(pipe_ends[1]);
  const ssize_t told = child < 0 ? 0 : read(pipe_ends[0], &failed, sizeof failed);
  close(pipe_ends[0]);
  if (told > 0) waitpid(child, nullptr, 0);
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
