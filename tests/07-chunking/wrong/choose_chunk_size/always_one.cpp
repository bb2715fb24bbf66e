// Wrong: hands out every item by itself: the best balance there is, at any price.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "choose_chunk_size.hpp"

#include <cmath>
#include <initializer_list>
#include <stdexcept>

std::size_t choose_chunk_size(const Workload& load) {
  if (load.workers == 0) throw std::invalid_argument("choose_chunk_size: no workers");
  for (const double cost : {load.task_cost, load.item_cost, load.item_spread}) {
    if (!std::isfinite(cost) || cost < 0) {
      throw std::invalid_argument("choose_chunk_size: a cost that no work can have");
    }
  }
  return 1;
}
