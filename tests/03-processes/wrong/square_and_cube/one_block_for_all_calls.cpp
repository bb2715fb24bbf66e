// Wrong: reads into one static block, and several threads may call it at the same time.
// Rejected by: race-free (data race, wrong result), correct (wrong result)
#include "square_and_cube.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <utility>

using interleave::ExitStatus;

namespace {

class Child {
 public:
  Child(std::vector<std::string> command, int first, int last) {
    if (command.empty()) throw std::invalid_argument("a command without words");
    command.push_back(std::to_string(first));
    command.push_back(std::to_string(last));
    std::vector<char*> words;
    for (std::string& word : command) words.push_back(word.data());
    words.push_back(nullptr);
    std::array<int, 2> ends{};
    // O_CLOEXEC: the other child must not hold this pipe open.
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category());
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    const int failed = posix_spawnp(&process_, words[0], &actions, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    output_ = ends[0];
    if (failed != 0) {
      close(output_);
      throw std::system_error(failed, std::generic_category(), words[0]);
    }
  }
  ~Child() {
    if (process_ > 0) kill(process_, SIGKILL);
    wait();
    if (output_ >= 0) close(output_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int output() const { return output_; }

  bool read_some() {
    static std::array<char, 65536> block;  // too much for a stack
    const ssize_t bytes = read(output_, block.data(), block.size());
    if (bytes > 0) result_.output.append(block.data(), static_cast<std::size_t>(bytes));
    if (bytes == 0) close(std::exchange(output_, -1));
    return output_ >= 0;
  }

  ChildResult finish() {
    wait();
    return std::move(result_);
  }

 private:
  void wait() {
    if (process_ == 0) return;
    int status = 0;
    while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = 0;
    result_.status = WIFSIGNALED(status) ? ExitStatus{true, WTERMSIG(status)}
                                         : ExitStatus{false, WEXITSTATUS(status)};
  }

  pid_t process_ = 0;
  int output_ = -1;
  ChildResult result_;
};

}  // namespace

SquareAndCube square_and_cube(const std::vector<std::string>& square,
                              const std::vector<std::string>& cube, int first, int last) {
  Child square_child(square, first, last);
  Child cube_child(cube, first, last);
  std::array children{&square_child, &cube_child};
  for (int open = 2; open > 0;) {
    std::array<pollfd, 2> pipes{};
    for (std::size_t i = 0; i < pipes.size(); ++i) pipes[i] = {children[i]->output(), POLLIN, 0};
    poll(pipes.data(), pipes.size(), -1);  // passes over descriptors below 0
    for (std::size_t i = 0; i < pipes.size(); ++i) {
      if (pipes[i].revents != 0 && !children[i]->read_some()) --open;
    }
  }
  SquareAndCube result;
  result.square = square_child.finish();
  result.cube = cube_child.finish();
  return result;
}
