#include "programs/program.hpp"

#include <string>
#include <utility>
#include <vector>

#include "explorer/exploration.hpp"

namespace interleave {

Program::Program(std::string called, std::vector<std::string> reported, Body with_fault,
                 Body without_fault, ExploreOptions explored_with)
    : name(std::move(called)),
      kinds(std::move(reported)),
      buggy(with_fault),
      fixed(without_fault),
      options(explored_with) {
  programs().push_back(this);
}

std::vector<const Program*>& programs() {
  static std::vector<const Program*> all;
  return all;
}

void require(bool condition, const char* message, const char* file, int line) {
  if (!condition) fail_schedule(message, file, line);
}

}  // namespace interleave
