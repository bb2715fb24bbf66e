// Wrong: the result is made before the thread that reads the cubes is joined, at the end of the
// block.
// Rejected by: race-free (data race, wrong result, use after free, crash), correct (wrong result,
// memory error, crash), concurrent (wrong result, memory error, crash)
#include "square_and_cube.hpp"

#include <csignal>
#include <thread>
#include <utility>

using interleave::ChildProcess;

namespace {

std::vector<std::string> with_range(std::vector<std::string> command, int first, int last) {
  if (command.empty()) return command;
  command.push_back(std::to_string(first));
  command.push_back(std::to_string(last));
  return command;
}

class Running {
 public:
  explicit Running(const std::vector<std::string>& command) : child_(command) {}
  ~Running() {
    child_.signal(SIGKILL);
    child_.wait();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  ChildResult finish() {
    ChildResult result;
    for (std::string part; !(part = child_.read_some()).empty();) result.output += part;
    result.status = child_.wait();
    return result;
  }

 private:
  ChildProcess child_;
};

}  // namespace

SquareAndCube square_and_cube(const std::vector<std::string>& square,
                              const std::vector<std::string>& cube, int first, int last) {
  Running square_child(with_range(square, first, last));
  Running cube_child(with_range(cube, first, last));
  ChildResult cube_result;
  const std::jthread reader([&] { cube_result = cube_child.finish(); });
  ChildResult square_result = square_child.finish();
  return {std::move(square_result), std::move(cube_result)};
}
