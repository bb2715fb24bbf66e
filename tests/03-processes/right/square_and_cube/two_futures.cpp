// Right: a thread for each child does all: it starts, reads, waits.
#include "square_and_cube.hpp"

#include <future>

using interleave::ChildProcess;

namespace {

ChildResult run(std::vector<std::string> command, int first, int last) {
  if (!command.empty()) {
    command.push_back(std::to_string(first));
    command.push_back(std::to_string(last));
  }
  ChildProcess child(command);
  ChildResult result;
  for (std::string part; !(part = child.read_some()).empty();) result.output += part;
  result.status = child.wait();
  return result;
}

}  // namespace

SquareAndCube square_and_cube(const std::vector<std::string>& square,
                              const std::vector<std::string>& cube, int first, int last) {
  auto square_result = std::async(std::launch::async, run, square, first, last);
  auto cube_result = std::async(std::launch::async, run, cube, first, last);
  square_result.wait();
  cube_result.wait();
  SquareAndCube result;
  result.square = square_result.get();
  result.cube = cube_result.get();
  return result;
}
