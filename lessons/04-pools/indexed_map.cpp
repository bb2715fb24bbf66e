#include "indexed_map.hpp"

std::vector<Outcome> indexed_map([[maybe_unused]] int n, const std::vector<int>& items,
                                 [[maybe_unused]] const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes(items.size());
  // TODO: start a few threads that take the next item, and the next, until there are none left.
  return outcomes;
}
