// Wrong: four chunks for each worker, as Python's Pool.map does, whatever anything costs.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "choose_chunk_size.hpp"

#include <cmath>
#include <initializer_list>
#include <stdexcept>

namespace {

std::size_t divide_up(std::size_t number, std::size_t by) {
  return number / by + (number % by == 0 ? 0 : 1);
}

}  // namespace

std::size_t choose_chunk_size(const Workload& load) {
  if (load.workers == 0) throw std::invalid_argument("choose_chunk_size: no workers");
  for (const double cost : {load.task_cost, load.item_cost, load.item_spread}) {
    if (!std::isfinite(cost) || cost < 0) {
      throw std::invalid_argument("choose_chunk_size: a cost that no work can have");
    }
  }
  const std::size_t size = divide_up(load.items, 4 * load.workers);
  return size == 0 ? 1 : size;
}
