#include "join_all.hpp"

void join_all([[maybe_unused]] const std::vector<std::function<void()>>& jobs,
              [[maybe_unused]] const StartThread& start) {
  // TODO: start one thread for each job, then join all of them, also when a start throws.
}
