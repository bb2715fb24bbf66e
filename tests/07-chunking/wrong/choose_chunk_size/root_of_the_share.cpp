// Wrong: the square root of a worker's share: somewhere in the middle, and blind to every cost.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "choose_chunk_size.hpp"

#include <algorithm>
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
  const double share = static_cast<double>(load.items) / static_cast<double>(load.workers);
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::sqrt(share)));
}
