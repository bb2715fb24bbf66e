// Wrong: rounds a worker's share down: a few items are left, and need a round of their own; and the
// share of fewer items than workers is 0.
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
  return load.items / load.workers;
}
