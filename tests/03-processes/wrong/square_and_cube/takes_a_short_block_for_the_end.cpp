// Wrong: stops reading at a block that is not full, which only says that there was no more just
// then.
// Rejected by: correct (wrong result, hang), race-free (wrong result, deadlock), concurrent (wrong
// result, hang, serial)
#include "square_and_cube.hpp"

#include <csignal>
#include <future>
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
    constexpr std::size_t kFull = 64 << 10;
    std::string part;
    do {
      part = child_.read_some();
      result.output += part;
    } while (part.size() == kFull);
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
  std::future<ChildResult> cube_result =
      std::async(std::launch::async, [&] { return cube_child.finish(); });
  ChildResult square_result = square_child.finish();
  return {std::move(square_result), cube_result.get()};
}
