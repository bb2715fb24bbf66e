// Right: the children print into files, which are read when they have ended.
#include "square_and_cube.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <system_error>

using interleave::ExitStatus;

namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

struct Child {
  Child(std::vector<std::string> command, int first, int last) : file(std::tmpfile()) {
    if (!file) throw std::system_error(errno, std::generic_category(), "tmpfile");
    fcntl(fileno(file.get()), F_SETFD, FD_CLOEXEC);
    if (command.empty()) throw std::invalid_argument("a command without words");
    command.push_back(std::to_string(first));
    command.push_back(std::to_string(last));
    std::vector<char*> words;
    for (std::string& word : command) words.push_back(word.data());
    words.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fileno(file.get()), STDOUT_FILENO);
    const int failed = posix_spawnp(&process, words[0], &actions, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::system_error(failed, std::generic_category(), words[0]);
  }

  ChildResult finish() {
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    ChildResult result;
    result.status = WIFSIGNALED(status) ? ExitStatus{true, WTERMSIG(status)}
                                        : ExitStatus{false, WEXITSTATUS(status)};
    std::rewind(file.get());
    char block[4096];
    for (std::size_t bytes = 0; (bytes = std::fread(block, 1, sizeof block, file.get())) > 0;) {
      result.output.append(block, bytes);
    }
    return result;
  }

  File file;
  pid_t process = 0;
};

}  // namespace

SquareAndCube square_and_cube(const std::vector<std::string>& square,
                              const std::vector<std::string>& cube, int first, int last) {
  Child square_child(square, first, last);
  std::unique_ptr<Child> cube_child;
  try {
    cube_child = std::make_unique<Child>(cube, first, last);
  } catch (...) {
    square_child.finish();
    throw;
  }
  SquareAndCube result;
  result.square = square_child.finish();
  result.cube = cube_child->finish();
  return result;
}
