// Wrong: both children print into one pipe, and the lines are told apart by how they begin: what is
// printed into the middle of a line, or in more than one piece, is mixed up.
// Rejected by: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "square_and_cube.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <sstream>
#include <stdexcept>
#include <system_error>

using interleave::ExitStatus;

namespace {

pid_t start(std::vector<std::string> command, int first, int last, int output) {
  if (command.empty()) throw std::invalid_argument("a command without words");
  command.push_back(std::to_string(first));
  command.push_back(std::to_string(last));
  std::vector<char*> words;
  for (std::string& word : command) words.push_back(word.data());
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, words[0], &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::system_error(failed, std::generic_category(), words[0]);
  return child;
}

ExitStatus wait_for(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) return {true, WTERMSIG(status)};
  return {false, WEXITSTATUS(status)};
}

struct Pipe {
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category());
  }
  ~Pipe() {
    close(ends[0]);
    if (ends[1] >= 0) close(ends[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  std::array<int, 2> ends{};
};

}  // namespace

SquareAndCube square_and_cube(const std::vector<std::string>& square,
                              const std::vector<std::string>& cube, int first, int last) {
  Pipe pipe;
  const pid_t square_child = start(square, first, last, pipe.ends[1]);
  pid_t cube_child = 0;
  try {
    cube_child = start(cube, first, last, pipe.ends[1]);
  } catch (...) {
    kill(square_child, SIGKILL);
    wait_for(square_child);
    throw;
  }
  close(pipe.ends[1]);
  pipe.ends[1] = -1;
  std::string all;
  std::array<char, 65536> block{};
  for (ssize_t bytes = 0; (bytes = read(pipe.ends[0], block.data(), block.size())) > 0;) {
    all.append(block.data(), static_cast<std::size_t>(bytes));
  }
  SquareAndCube result;
  std::istringstream lines(all);
  for (std::string line; std::getline(lines, line);) {
    ChildResult& whose = line.rfind("Square", 0) == 0 ? result.square : result.cube;
    whose.output += line + '\n';
  }
  result.square.status = wait_for(square_child);
  result.cube.status = wait_for(cube_child);
  return result;
}
