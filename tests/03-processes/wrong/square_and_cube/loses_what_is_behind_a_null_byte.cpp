// Wrong: takes each block for a C string, which ends at its first null byte.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "square_and_cube.hpp"

#include <csignal>
#include <future>
#include <utility>

using interleave::ChildProcess;

namespace {

/// A child that does not outlive its owner: whoever throws, nothing stays behind.
class Running {
 public:
  explicit Running(const std::vector<std::string>& command) : child_(command) {}
  ~Running() {
    child_.signal(SIGKILL);  // nothing happens if it has been waited for
    child_.wait();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  ChildResult finish() {
    ChildResult result;
    // Read to the end first, then wait: a child whose pipe is full does not end. The end is an
    // empty block; a short one only says that there was no more just then.
    for (std::string part; !(part = child_.read_some()).empty();) result.output += part.c_str();
    result.status = child_.wait();
    return result;
  }

 private:
  ChildProcess child_;
};

std::vector<std::string> with_range(std::vector<std::string> command, int first, int last) {
  if (command.empty()) return command;  // refused by ChildProcess
  command.push_back(std::to_string(first));
  command.push_back(std::to_string(last));
  return command;
}

}  // namespace

SquareAndCube square_and_cube(const std::vector<std::string>& square,
                              const std::vector<std::string>& cube, int first, int last) {
  Running square_child(with_range(square, first, last));
  Running cube_child(with_range(cube, first, last));
  // A reader for each pipe: whoever reads one to its end leaves the other child before a full pipe.
  std::future<ChildResult> cube_result =
      std::async(std::launch::async, [&] { return cube_child.finish(); });
  ChildResult square_result = square_child.finish();
  return {std::move(square_result), cube_result.get()};
}
