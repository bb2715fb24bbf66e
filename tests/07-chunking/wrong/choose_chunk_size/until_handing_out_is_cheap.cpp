// Wrong: makes chunks so large that handing out is a tenth of the work. The spread has no say.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "choose_chunk_size.hpp"

#include <algorithm>
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
  const std::size_t share = divide_up(load.items, load.workers);
  if (load.item_cost == 0 || share == 0) return 1;
  const double enough = std::ceil(10 * load.task_cost / load.item_cost);
  return std::clamp<std::size_t>(
      static_cast<std::size_t>(std::min(enough, static_cast<double>(share))), 1, share);
}
