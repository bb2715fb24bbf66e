// Wrong: takes the size at which the formula is cheapest, and does not look how often the workers
// take turns with it.
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
  if (load.items == 0) return 1;
  const double items = static_cast<double>(load.items);
  const double workers = static_cast<double>(load.workers);
  const double spread = load.item_spread * workers * std::sqrt(std::log(workers));
  const double size = std::pow(std::sqrt(2.0) * items * load.task_cost / spread, 2.0 / 3.0);
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::min(size, items)), 1, load.items);
}
