#include "process_pool.hpp"

std::vector<std::string> process_pool([[maybe_unused]] const std::vector<std::string>& program,
                                      [[maybe_unused]] int workers,
                                      [[maybe_unused]] const std::vector<std::string>& tasks) {
  // TODO: check the arguments; start the workers, hand each the next task as soon as it has
  // answered the one before, and see to it that all of them have ended on every way out.
  return std::vector<std::string>(tasks.size());
}
