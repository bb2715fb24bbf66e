// Wrong: when the second start throws, it waits for the first child, whose pipe nobody reads.
// Rejected by: correct (hang), race-free (deadlock)
#include "square_and_cube.hpp"

#include <future>
#include <optional>
#include <utility>

using interleave::ChildProcess;

namespace {

std::vector<std::string> with_range(std::vector<std::string> command, int first, int last) {
  if (command.empty()) return command;
  command.push_back(std::to_string(first));
  command.push_back(std::to_string(last));
  return command;
}

ChildResult finish(ChildProcess& child) {
  ChildResult result;
  for (std::string part; !(part = child.read_some()).empty();) result.output += part;
  result.status = child.wait();
  return result;
}

}  // namespace

SquareAndCube square_and_cube(const std::vector<std::string>& square,
                              const std::vector<std::string>& cube, int first, int last) {
  ChildProcess square_child(with_range(square, first, last));
  std::optional<ChildProcess> cube_child;
  try {
    cube_child.emplace(with_range(cube, first, last));
  } catch (...) {
    square_child.wait();
    throw;
  }
  std::future<ChildResult> cube_result =
      std::async(std::launch::async, [&] { return finish(*cube_child); });
  ChildResult square_result = finish(square_child);
  return {std::move(square_result), cube_result.get()};
}
